// AES-GCM (NIST SP 800-38D) of two short messages under one key. Each has at most five blocks of key stream, one for its tag
// and four for its data; the ten are encrypted together, so that the latency of a round is hidden. As in GcmKernel every
// hashed block has its own power of h, and there is one reduction a message:
//
//   tag = E(nonce | 1) ^ (header h^m ^ A_1 h^(m-1) ^ ... ^ C_1 h^k ^ ... ^ lengths h)

using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Two messages with 16 bytes of header, and with data and associated data of up to <see cref="MaxLength"/>.</summary>
internal static unsafe class GcmPairKernel<TIsa, TSize, TSum>
    where TIsa : struct, IIsa
    where TSize : struct, IAesSize
    where TSum : struct, IProductSum<TSum>
{
    /// <summary>The longest data, and the longest associated data, of a message, in bytes.</summary>
    internal const int MaxLength = 64;

    /// <summary>Seals both messages in place, one after the other, and writes their tags.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Seal(byte* key, uint salt, in NumberedMessage first, in NumberedMessage second)
    {
        TSum hashOfFirst = Begin(key, first);
        TSum hashOfSecond = Begin(key, second);
        Blocks10 blocks = Encrypt(key, salt, first.Counter, second.Counter);
        Vector128.StoreUnsafe(End<SealDirection>(key, first, hashOfFirst, blocks.First) ^ blocks.MaskOfFirst, ref TagOf(first));
        Vector128.StoreUnsafe(End<SealDirection>(key, second, hashOfSecond, blocks.Second) ^ blocks.MaskOfSecond, ref TagOf(second));
    }

    /// <summary>Unseals both messages in place; false when a tag is another, and then the caller wipes the data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static (bool First, bool Second) Unseal(byte* key, uint salt, in NumberedMessage first, in NumberedMessage second)
    {
        TSum hashOfFirst = Begin(key, first);
        TSum hashOfSecond = Begin(key, second);
        Blocks10 blocks = Encrypt(key, salt, first.Counter, second.Counter);
        Vector128<byte> tag = End<UnsealDirection>(key, first, hashOfFirst, blocks.First) ^ blocks.MaskOfFirst;
        Vector128<byte> other = End<UnsealDirection>(key, second, hashOfSecond, blocks.Second) ^ blocks.MaskOfSecond;
        return (tag == Vector128.LoadUnsafe(ref TagOf(first)), other == Vector128.LoadUnsafe(ref TagOf(second)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Blocks10 Encrypt(byte* key, uint salt, ulong counter, ulong otherCounter)
    {
        Vector128<byte> origin = Origin(key, salt, counter);
        Vector128<byte> other = Origin(key, salt, otherCounter);
        uint* differences = GcmKey.Differences(key);
        var blocks = new Blocks10
        {
            First = DataBlocks(origin, differences),
            Second = DataBlocks(other, differences),
            MaskOfFirst = GcmCounter<TIsa, TSize>.From(origin, differences[1]),
            MaskOfSecond = GcmCounter<TIsa, TSize>.From(other, differences[1]),
        };
        AesBlock.EncryptFromRound2<TIsa, TSize, Blocks10>(ref blocks, key);
        return blocks;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Origin(byte* key, uint salt, ulong counter)
    {
        NumberedMessage.Nonce(salt, counter, out ulong low, out ulong high);
        return GcmCounter<TIsa, TSize>.Origin(key, GcmCounter<TIsa, TSize>.Whiten(key, low, high), 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Blocks4 DataBlocks(Vector128<byte> origin, uint* differences) => new()
    {
        B0 = GcmCounter<TIsa, TSize>.From(origin, differences[2]),
        B1 = GcmCounter<TIsa, TSize>.From(origin, differences[3]),
        B2 = GcmCounter<TIsa, TSize>.From(origin, differences[4]),
        B3 = GcmCounter<TIsa, TSize>.From(origin, differences[5]),
    };

    // The hash of what does not wait for the cipher: header, lengths and associated data.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSum Begin(byte* key, in NumberedMessage message)
    {
        nuint length = (uint)message.Data.Length;
        nuint aadLength = (uint)message.Aad.Length;
        Debug.Assert(length <= MaxLength && aadLength <= MaxLength);

        // The first and the last block of the hash go together.
        byte* power = GcmKey.Power(key, 2 + Blocks(aadLength) + Blocks(length));
        TSum sum = default;
        sum.Add2(
            TIsa.ReverseBytes(Vector128.Create(message.Prefix, BinaryPrimitives.ReverseEndianness(message.Counter)).AsByte()).AsUInt64(),
            Vector128.Load(power).AsUInt64(),
            Vector128.Create(8 * (ulong)length, 8 * (ulong)(NumberedMessage.HeaderSize + aadLength)),
            Vector128.Load(GcmKey.Power(key, 1)).AsUInt64());
        if (aadLength > 0)
        {
            fixed (byte* start = message.Aad)
            {
                GcmKernel<TIsa, TSize, TSum>.AddPadded(ref sum, start, aadLength, power + 16);
            }
        }

        return sum;
    }

    // Xors the key stream into the data and returns the message's tag without its mask.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> End<TDirection>(byte* key, in NumberedMessage message, TSum sum, Blocks4 stream)
        where TDirection : struct, IDirection
    {
        fixed (byte* start = message.Data)
        {
            nuint length = (uint)message.Data.Length;
            byte* power = GcmKey.Power(key, 1 + Blocks(length));
            if (length == MaxLength)
            {
                sum.Add4<TDirection>(stream, start, power);
            }
            else
            {
                GcmKernel<TIsa, TSize, TSum>.XorTail<TDirection>(ref sum, stream, start, length, power);
            }

            return TIsa.ReverseBytes(sum.Reduce().AsByte());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Blocks(nuint length) => (length + 15) / 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte TagOf(in NumberedMessage message) => ref message.Token.Slice(NumberedMessage.HeaderSize, Vector128<byte>.Count)[0];
}
