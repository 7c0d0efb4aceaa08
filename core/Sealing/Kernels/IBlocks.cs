using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Some blocks in registers that go through AES together.</summary>
internal interface IBlocks
{
    /// <summary>A round of each.</summary>
    void Round<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa;

    /// <summary>The last round of each.</summary>
    void LastRound<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa;
}
