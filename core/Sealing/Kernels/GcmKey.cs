using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Where an expanded AES-GCM key keeps what: round keys, then 33 powers of the hash key, highest first, then the salt.</summary>
internal static unsafe class GcmKey
{
    /// <summary>Data blocks that share one reduction.</summary>
    internal const int Group = 32;

    /// <summary>Most blocks that one reduction can serve: a group and the block of lengths.</summary>
    internal const int Powers = Group + 1;

    /// <summary>Size of the whole key.</summary>
    internal const int Size = SaltOffset + 16;

    // h^32 begins a cache line.
    private const int PowersOffset = AesSchedule.MaxSize;
    private const int SaltOffset = PowersOffset + 16 * Powers;

    /// <summary>Expands a key of 16 or 32 bytes with a 4-byte salt.</summary>
    internal static void Expand<TIsa, TSize>(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, byte* memory)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        AesSchedule.Expand<TIsa>(key, memory);
        salt.CopyTo(new Span<byte>(memory + SaltOffset, sizeof(uint)));
        Vector128<byte> hashKey = AesBlock.Encrypt<TIsa, TSize>(Vector128.Load(memory), memory);
        Polyval.WritePowers<TIsa>(hashKey, memory + PowersOffset, Powers);
    }

    /// <summary>The salt as it lies in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Salt(byte* memory) => *(uint*)(memory + SaltOffset);

    /// <summary>The address of h^<paramref name="exponent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* Power(byte* memory, nuint exponent) => memory + SaltOffset - 16 * exponent;
}
