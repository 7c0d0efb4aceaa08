using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>What AEGIS-128L and AEGIS-256 share: constants (section 2.1 of the draft) and partial blocks.</summary>
internal static unsafe class AegisBlock
{
    /// <summary>The first 16 bytes of the Fibonacci sequence modulo 256.</summary>
    internal static Vector128<byte> C0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)0x00, 0x01, 0x01, 0x02, 0x03, 0x05, 0x08, 0x0D, 0x15, 0x22, 0x37, 0x59, 0x90, 0xE9, 0x79, 0x62);
    }

    /// <summary>The next 16 bytes.</summary>
    internal static Vector128<byte> C1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)0xDB, 0x3D, 0x18, 0x55, 0x6D, 0xC2, 0x2F, 0xF1, 0x20, 0x11, 0x31, 0x42, 0x73, 0xB5, 0x28, 0xDD);
    }

    /// <summary>Takes up to 16 bytes, zero-padded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Load(ref byte* data, ref nuint left)
    {
        if (left >= 16)
        {
            Vector128<byte> block = Vector128.Load(data);
            data += 16;
            left -= 16;
            return block;
        }

        Vector128<byte> rest = left == 0 ? Vector128<byte>.Zero : Partial.Load(data, left);
        left = 0;
        return rest;
    }

    /// <summary>Ciphers up to 16 bytes in place; returns the plaintext, zero-padded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Cipher<TDirection>(Vector128<byte> keyStream, ref byte* data, ref nuint left)
        where TDirection : struct, IDirection
    {
        if (left == 0)
        {
            return Vector128<byte>.Zero;
        }

        nuint take = nuint.Min(left, 16);
        byte* at = data;
        Vector128<byte> input = Load(ref data, ref left);
        Vector128<byte> output = input ^ keyStream;
        if (take == 16)
        {
            Vector128.Store(output, at);
            return TDirection.Seals ? input : output;
        }

        Partial.Store(output, at, take);
        return TDirection.Seals ? input : Partial.Mask(output, take);
    }

    /// <summary>Sealing writes the tag; unsealing compares it, all of it at once. True when the message is authentic.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Settle<TDirection>(Vector128<byte> computed, byte* tag)
        where TDirection : struct, IDirection
    {
        if (TDirection.Seals)
        {
            Vector128.Store(computed, tag);
            return true;
        }

        return (computed ^ Vector128.Load(tag)) == Vector128<byte>.Zero;
    }
}
