using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Ten blocks in registers: two short messages, four blocks of each and one for its tag.</summary>
internal struct Blocks10 : IBlocks
{
    internal Blocks4 First, Second;
    internal Vector128<byte> MaskOfFirst, MaskOfSecond;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Round<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa
    {
        First.Round<TIsa>(key);
        Second.Round<TIsa>(key);
        MaskOfFirst = TIsa.AesRound(MaskOfFirst, key);
        MaskOfSecond = TIsa.AesRound(MaskOfSecond, key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LastRound<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa
    {
        First.LastRound<TIsa>(key);
        Second.LastRound<TIsa>(key);
        MaskOfFirst = TIsa.AesLastRound(MaskOfFirst, key);
        MaskOfSecond = TIsa.AesLastRound(MaskOfSecond, key);
    }
}
