// Operations on four 32-bit words for which the processor may have one instruction.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>Four words of 32 bits.</summary>
internal static class FourWordsIsa
{
    /// <summary>Rotates each word to the left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> RotateLeft(Vector128<uint> x, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(x, bits) : (x << bits) | (x >>> (32 - bits));

    /// <summary>The two upper words of the one, then the two lower ones of the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> UpperThenLower(Vector128<uint> upper, Vector128<uint> lower) =>
        Ssse3.IsSupported
            ? Ssse3.AlignRight(lower, upper, 8)
            : Vector128.Shuffle(
                Vector128.ConditionalSelect(Vector128.Create(0, 0, ~0u, ~0u), upper, lower),
                Vector128.Create(2u, 3, 0, 1));
}
