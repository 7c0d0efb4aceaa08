using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Where an expanded AES-GCM key keeps what: round keys, then 33 powers of the hash key, highest first, then the
/// counter words 0 to 7.</summary>
internal static unsafe class GcmKey
{
    /// <summary>Data blocks that share one reduction.</summary>
    internal const int Group = 32;

    /// <summary>Most blocks that one reduction can serve: a group and the block of lengths.</summary>
    internal const int Powers = Group + 1;

    /// <summary>Size of the whole key.</summary>
    internal const int Size = WordsOffset + 16 * 8;

    // h^32 begins a cache line.
    private const int PowersOffset = AesSchedule.MaxSize;
    private const int WordsOffset = PowersOffset + 16 * Powers;

    /// <summary>Expands a key of 16 or 32 bytes.</summary>
    internal static void Expand<TIsa, TSize>(ReadOnlySpan<byte> key, byte* memory)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        AesSchedule.Expand<TIsa>(key, memory);
        for (int i = 0; i < 8; i++)
        {
            memory[WordsOffset + 16 * i + 15] = (byte)i;
        }

        Vector128<byte> hashKey = AesBlock.Encrypt<TIsa, TSize>(Vector128.Load(memory), memory);
        Polyval.WritePowers<TIsa>(hashKey, memory + PowersOffset, Powers);
    }

    /// <summary>The block that is zero but for its last 4 bytes, the big-endian counter <paramref name="counter"/> of 0 to 7.</summary>
    /// <remarks>Read from memory because constants in registers would push the blocks out of those that AESENC can name.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> CounterWord(byte* memory, int counter) => Vector128.Load(memory + WordsOffset + 16 * counter);

    /// <summary>The address of h^<paramref name="exponent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* Power(byte* memory, nuint exponent) => memory + WordsOffset - 16 * exponent;
}
