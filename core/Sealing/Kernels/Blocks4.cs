using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Four blocks in registers, for what is left of a message after <see cref="Blocks8"/>.</summary>
internal struct Blocks4
{
    internal Vector128<byte> B0, B1, B2, B3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Round<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa
    {
        B0 = TIsa.AesRound(B0, key);
        B1 = TIsa.AesRound(B1, key);
        B2 = TIsa.AesRound(B2, key);
        B3 = TIsa.AesRound(B3, key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void LastRound<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa
    {
        B0 = TIsa.AesLastRound(B0, key);
        B1 = TIsa.AesLastRound(B1, key);
        B2 = TIsa.AesLastRound(B2, key);
        B3 = TIsa.AesLastRound(B3, key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe Blocks4 Load(byte* memory) => new()
    {
        B0 = Vector128.Load(memory),
        B1 = Vector128.Load(memory + 16),
        B2 = Vector128.Load(memory + 32),
        B3 = Vector128.Load(memory + 48),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly unsafe void Store(byte* memory)
    {
        Vector128.Store(B0, memory);
        Vector128.Store(B1, memory + 16);
        Vector128.Store(B2, memory + 32);
        Vector128.Store(B3, memory + 48);
    }

    /// <summary>Xors the blocks as key stream into the data; returns the ciphertext, whichever side it is on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly unsafe Blocks4 XorInto<TDirection>(byte* data)
        where TDirection : struct, IDirection => new()
    {
        B0 = Blocks8.XorInto<TDirection>(B0, data),
        B1 = Blocks8.XorInto<TDirection>(B1, data + 16),
        B2 = Blocks8.XorInto<TDirection>(B2, data + 32),
        B3 = Blocks8.XorInto<TDirection>(B3, data + 48),
    };
}
