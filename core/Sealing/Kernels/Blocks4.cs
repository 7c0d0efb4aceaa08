using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Four blocks in registers, for what is left of a message after <see cref="Blocks8"/>.</summary>
internal struct Blocks4 : IBlocks
{
    internal Vector128<byte> B0, B1, B2, B3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Round<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa
    {
        B0 = TIsa.AesRound(B0, key);
        B1 = TIsa.AesRound(B1, key);
        B2 = TIsa.AesRound(B2, key);
        B3 = TIsa.AesRound(B3, key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LastRound<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa
    {
        B0 = TIsa.AesLastRound(B0, key);
        B1 = TIsa.AesLastRound(B1, key);
        B2 = TIsa.AesLastRound(B2, key);
        B3 = TIsa.AesLastRound(B3, key);
    }
}
