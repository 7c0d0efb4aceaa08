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
        Vector128.StoreUnsafe(End<SealDirection>(key, first, hashOfFirst, blocks.First) ^ blocks.MaskOfFirst, ref first.Tag[0]);
        Vector128.StoreUnsafe(End<SealDirection>(key, second, hashOfSecond, blocks.Second) ^ blocks.MaskOfSecond, ref second.Tag[0]);
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
        return (tag == Vector128.LoadUnsafe(ref first.Tag[0]), other == Vector128.LoadUnsafe(ref second.Tag[0]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Blocks10 Encrypt(byte* key, uint salt, ulong counter, ulong otherCounter)
    {
        var blocks = new Blocks10
        {
            First = Counters(key, salt, counter, out Vector128<byte> maskOfFirst),
            Second = Counters(key, salt, otherCounter, out Vector128<byte> maskOfSecond),
            MaskOfFirst = maskOfFirst,
            MaskOfSecond = maskOfSecond,
        };
        AesBlock.EncryptFromRound2<TIsa, TSize, Blocks10>(ref blocks, key);
        return blocks;
    }

    // The counter blocks of a message's data, and of its tag.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Blocks4 Counters(byte* key, uint salt, ulong counter, out Vector128<byte> mask)
    {
        NumberedMessage.Nonce(salt, counter, out ulong low, out ulong high);
        Vector128<byte> whitened = GcmCounter<TIsa, TSize>.Whiten(key, low, high);
        Vector128<byte> origin = GcmCounter<TIsa, TSize>.Origin(key, whitened, 0);
        mask = GcmCounter<TIsa, TSize>.From(origin, GcmKey.Differences(key)[1]);
        return GcmCounter<TIsa, TSize>.Four(key, whitened, ref origin, 0);
    }

    // The hash of what does not wait for the cipher: header, lengths and associated data.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSum Begin(byte* key, in NumberedMessage message)
    {
        nuint length = (uint)message.Data.Length;
        nuint aadLength = (uint)message.Aad.Length;
        Debug.Assert(length <= MaxLength && aadLength <= MaxLength);

        byte* power = GcmKey.Power(key, 2 + GcmKernel<TIsa, TSize, TSum>.Blocks(aadLength) + GcmKernel<TIsa, TSize, TSum>.Blocks(length));
        Vector128<byte> header = Vector128.Create(message.Prefix, BinaryPrimitives.ReverseEndianness(message.Counter)).AsByte();
        TSum sum = default;
        GcmKernel<TIsa, TSize, TSum>.AddEnds(ref sum, TIsa.ReverseBytes(header).AsUInt64(), power, length, NumberedMessage.HeaderSize + aadLength, key);
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
            byte* power = GcmKey.Power(key, 1 + GcmKernel<TIsa, TSize, TSum>.Blocks(length));
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
}
