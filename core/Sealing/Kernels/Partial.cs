// Blocks of fewer than 16 bytes, loaded and stored with overlapping scalars: never a byte outside the buffer, no copy
// through the stack, and so no stall on store forwarding.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Loads and stores of 1 to 15 bytes.</summary>
internal static unsafe class Partial
{
    /// <summary>Loads <paramref name="length"/> bytes, the rest zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Load(byte* data, nuint length)
    {
        Debug.Assert(length is > 0 and < 16);
        if (length >= 8)
        {
            // SAFETY: both loads lie inside [data, data + length).
            ulong high = Unsafe.ReadUnaligned<ulong>(data + length - 8) >> (int)(8 * (16 - length) & 63);
            return Vector128.Create(Unsafe.ReadUnaligned<ulong>(data), length == 8 ? 0 : high).AsByte();
        }

        return Vector128.CreateScalar(LoadUpTo7(data, length)).AsByte();
    }

    /// <summary>Stores the first <paramref name="length"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Vector128<byte> block, byte* data, nuint length)
    {
        Debug.Assert(length is > 0 and < 16);
        ulong low = block.AsUInt64().ToScalar();
        if (length < 8)
        {
            StoreUpTo7(low, data, length);
            return;
        }

        // SAFETY: both stores lie inside [data, data + length); the second overlaps the first with equal bytes.
        Unsafe.WriteUnaligned(data, low);
        if (length > 8)
        {
            int shift = (int)(8 * (length - 8));
            ulong high = block.AsUInt64().GetElement(1);
            Unsafe.WriteUnaligned(data + length - 8, (high << (64 - shift)) | (low >> shift));
        }
    }

    /// <summary>The block with all bytes from <paramref name="length"/> on set to zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Mask(Vector128<byte> block, nuint length) =>
        block & Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)length));

    /// <summary>Xors key stream into <paramref name="length"/> bytes; returns the ciphertext, whichever side it is on, the rest
    /// zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> XorInto<TDirection>(Vector128<byte> keyStream, byte* data, nuint length)
        where TDirection : struct, IDirection
    {
        Vector128<byte> input = Load(data, length);
        Vector128<byte> output = input ^ keyStream;
        Store(output, data, length);
        return TDirection.Seals ? Mask(output, length) : input;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LoadUpTo7(byte* data, nuint length)
    {
        if (length >= 4)
        {
            // SAFETY: both loads lie inside [data, data + length); they overlap with equal bytes.
            return Unsafe.ReadUnaligned<uint>(data) | ((ulong)Unsafe.ReadUnaligned<uint>(data + length - 4) << (int)(8 * (length - 4)));
        }

        return data[0] | ((ulong)data[length / 2] << (int)(8 * (length / 2))) | ((ulong)data[length - 1] << (int)(8 * (length - 1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreUpTo7(ulong low, byte* data, nuint length)
    {
        if (length >= 4)
        {
            // SAFETY: both stores lie inside [data, data + length); they overlap with equal bytes.
            Unsafe.WriteUnaligned(data, (uint)low);
            Unsafe.WriteUnaligned(data + length - 4, (uint)(low >> (int)(8 * (length - 4))));
            return;
        }

        data[0] = (byte)low;
        data[length / 2] = (byte)(low >> (int)(8 * (length / 2)));
        data[length - 1] = (byte)(low >> (int)(8 * (length - 1)));
    }
}
