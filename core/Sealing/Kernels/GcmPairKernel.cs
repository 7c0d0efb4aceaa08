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
        Blocks10 blocks = Encrypt(key, salt, first.Counter, second.Counter);
        Vector128<byte> tag = Tag<SealDirection>(key, first, blocks.First) ^ blocks.MaskOfFirst;
        fixed (byte* start = &first.Token[NumberedMessage.HeaderSize])
        {
            Vector128.Store(tag, start);
        }

        tag = Tag<SealDirection>(key, second, blocks.Second) ^ blocks.MaskOfSecond;
        fixed (byte* start = &second.Token[NumberedMessage.HeaderSize])
        {
            Vector128.Store(tag, start);
        }
    }

    /// <summary>Unseals both messages in place; false when a tag is another, and then the caller wipes the data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static (bool First, bool Second) Unseal(byte* key, uint salt, in NumberedMessage first, in NumberedMessage second)
    {
        Blocks10 blocks = Encrypt(key, salt, first.Counter, second.Counter);
        Vector128<byte> tag = Tag<UnsealDirection>(key, first, blocks.First) ^ blocks.MaskOfFirst;
        Vector128<byte> other = Tag<UnsealDirection>(key, second, blocks.Second) ^ blocks.MaskOfSecond;
        fixed (byte* start = &first.Token[NumberedMessage.HeaderSize], otherStart = &second.Token[NumberedMessage.HeaderSize])
        {
            return ((tag ^ Vector128.Load(start)) == Vector128<byte>.Zero, (other ^ Vector128.Load(otherStart)) == Vector128<byte>.Zero);
        }
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

    // Xors the key stream into the data and returns the message's tag without its mask.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Tag<TDirection>(byte* key, in NumberedMessage message, Blocks4 stream)
        where TDirection : struct, IDirection
    {
        nuint left = (uint)message.Data.Length;
        nuint aadLeft = (uint)message.Aad.Length;
        Debug.Assert(left <= MaxLength && aadLeft <= MaxLength);

        // The first and the last block of the hash go together.
        byte* power = GcmKey.Power(key, 2 + (aadLeft + 15) / 16 + (left + 15) / 16);
        TSum sum = default;
        sum.Add2(
            TIsa.ReverseBytes(Vector128.Create(message.Prefix, BinaryPrimitives.ReverseEndianness(message.Counter)).AsByte()).AsUInt64(),
            Vector128.Load(power).AsUInt64(),
            Vector128.Create(8 * (ulong)left, 8 * (ulong)(NumberedMessage.HeaderSize + aadLeft)),
            Vector128.Load(GcmKey.Power(key, 1)).AsUInt64());
        power += 16;
        fixed (byte* start = message.Aad)
        {
            power = GcmKernel<TIsa, TSize, TSum>.AddPadded(ref sum, start, aadLeft, power);
        }

        fixed (byte* start = message.Data)
        {
            if (left == 64)
            {
                sum.Add4<TDirection>(stream, start, power);
            }
            else
            {
                GcmKernel<TIsa, TSize, TSum>.XorTail<TDirection>(ref sum, stream, start, left, power);
            }

            return TIsa.ReverseBytes(sum.Reduce().AsByte());
        }
    }
}
