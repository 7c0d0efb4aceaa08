// The counter blocks of AES-GCM after the first round of AES.
//
// Data block i has counter 1 + i, and groups of four and eight begin at counters 4k + 2. Counters that agree in all but the
// last byte share an origin, their common part of round 1; GcmKey's table has the rest, so a block begins with one xor.

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Makes counter blocks that have round 1 behind them.</summary>
internal static unsafe class GcmCounter<TIsa, TSize>
    where TIsa : struct, IIsa
    where TSize : struct, IAesSize
{
    /// <summary>The block of counter 0 with the first round key in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Whiten(byte* key, ulong nonceLow, ulong nonceHigh) =>
        Vector128.Create(nonceLow, nonceHigh).AsByte() ^ Vector128.Load(key);

    /// <summary>Round 1 of the counter's block with zero for its last byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Origin(byte* key, Vector128<byte> whitened, uint counter) =>
        TIsa.AesRound(whitened ^ CounterWord(counter & ~0xFFu), Vector128.Load(key + 16));

    /// <summary>The key stream of one block; the origin is the counter's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> KeyStream(byte* key, Vector128<byte> origin, uint counter) =>
        AesBlock.EncryptFromRound2<TIsa, TSize>(From(origin, GcmKey.Differences(key)[counter & 0xFF]), key);

    /// <summary>The block of a counter whose origin this is and whose difference in <see cref="GcmKey"/> this is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> From(Vector128<byte> origin, uint difference) => origin ^ Vector128.CreateScalar(difference).AsByte();

    /// <summary>The four blocks from counter + 2 on; counter is a multiple of 4. The origin is that of counter before and that
    /// of counter + 4 after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Blocks4 Four(byte* key, Vector128<byte> whitened, ref Vector128<byte> origin, uint counter)
    {
        uint* differences = GcmKey.Differences(key) + (counter & 0xFC);
        Vector128<byte> low = origin;
        if ((counter & 0xFC) == 0xFC)
        {
            origin = Origin(key, whitened, counter + 4);
        }

        return new Blocks4
        {
            B0 = From(low, differences[2]),
            B1 = From(low, differences[3]),
            B2 = From(origin, differences[4]),
            B3 = From(origin, differences[5]),
        };
    }

    /// <summary>The eight blocks from counter + 2 on; counter is a multiple of 8. The origin is that of counter before and that
    /// of counter + 8 after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Blocks8 Eight(byte* key, Vector128<byte> whitened, ref Vector128<byte> origin, uint counter)
    {
        uint* differences = GcmKey.Differences(key) + (counter & 0xF8);
        Vector128<byte> low = origin;
        if ((counter & 0xF8) == 0xF8)
        {
            origin = Origin(key, whitened, counter + 8);
        }

        return new Blocks8
        {
            B0 = From(low, differences[2]),
            B1 = From(low, differences[3]),
            B2 = From(low, differences[4]),
            B3 = From(low, differences[5]),
            B4 = From(low, differences[6]),
            B5 = From(low, differences[7]),
            B6 = From(origin, differences[8]),
            B7 = From(origin, differences[9]),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> CounterWord(uint counter) =>
        Vector128.Shuffle(Vector128.CreateScalar(BinaryPrimitives.ReverseEndianness(counter)), Vector128.Create(1u, 1, 1, 0)).AsByte();
}
