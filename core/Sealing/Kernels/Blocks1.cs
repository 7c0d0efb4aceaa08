using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>One block.</summary>
internal struct Blocks1 : IBlocks
{
    internal Vector128<byte> B0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Round<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa => B0 = TIsa.AesRound(B0, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LastRound<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa => B0 = TIsa.AesLastRound(B0, key);
}
