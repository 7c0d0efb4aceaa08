// The first round of AES without its instruction. Of 256 consecutive counter blocks only the last byte differs, so only one
// column of their states after round 1 does. With k0 the first round key and every state zero but for that byte
//
//   difference_c = round(k0[15] ^ c) ^ round(k0[15])              c = 0 ... 255, 4 bytes each
//   round 1 of the counter block that ends in c = round 1 of the one that ends in 0  ^  difference_c
//
// The table is made of the key alone and is as secret as the round keys; it is indexed by the public counter.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Where an expanded AES-GCM key keeps what: round keys, then 33 powers of the hash key, highest first, then what
/// the last byte of the counter changes in round 1.</summary>
internal static unsafe class GcmKey
{
    /// <summary>Data blocks that share one reduction.</summary>
    internal const int Group = 32;

    /// <summary>Most blocks that one reduction can serve: a group and the block of lengths.</summary>
    internal const int Powers = Group + 1;

    /// <summary>Size of the whole key.</summary>
    internal const int Size = DifferencesOffset + sizeof(uint) * DifferenceCount;

    // h^32 begins a cache line.
    private const int PowersOffset = AesSchedule.MaxSize;
    private const int DifferencesOffset = PowersOffset + 16 * Powers;

    // The last two repeat the first: a batch that begins at counter 250 reads on.
    private const int DifferenceCount = 256 + 2;

    /// <summary>Expands a key of 16 or 32 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Expand<TIsa, TSize>(ReadOnlySpan<byte> key, byte* memory)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        AesSchedule.Expand<TIsa>(key, memory);
        Vector128<byte> hashKey = AesBlock.Encrypt<TIsa, TSize>(Vector128.Load(memory), memory);
        Polyval.WritePowers<TIsa>(hashKey, memory + PowersOffset, Powers);
        uint* differences = Differences(memory);
        for (int i = 0; i < DifferenceCount; i++)
        {
            differences[i] = FirstColumn<TIsa>((byte)(memory[15] ^ i)) ^ FirstColumn<TIsa>(memory[15]);
        }
    }

    /// <summary>What the last byte of a counter changes in round 1: for 0 to 257, the first column of the state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint* Differences(byte* memory) => (uint*)(memory + DifferencesOffset);

    /// <summary>The address of h^<paramref name="exponent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* Power(byte* memory, nuint exponent) => memory + DifferencesOffset - 16 * exponent;

    // ShiftRows moves the last byte to the first column.
    private static uint FirstColumn<TIsa>(byte last)
        where TIsa : struct, IIsa =>
        TIsa.AesRound(Vector128.Create(0ul, (ulong)last << 56).AsByte(), Vector128<byte>.Zero).AsUInt32().ToScalar();
}
