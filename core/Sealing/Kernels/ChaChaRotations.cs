// What ChaCha20 does between additions: a = (a ^ b) <<< count. Operand b is the sum just made, a is older. Ways to do it on eight
// words, by what the processor has and by what is waited for: one set of rows alone waits for results, several share the ports.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>A way to rotate a sum of two rows.</summary>
internal interface IChaChaRotation
{
    /// <summary>Rotates each word of a ^ b to the left.</summary>
    static abstract Vector256<uint> XorRotate(Vector256<uint> a, Vector256<uint> b, [ConstantExpected] byte count);
}

/// <summary>AVX2: whole bytes are shuffled.</summary>
internal readonly struct Avx2Rotation : IChaChaRotation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> XorRotate(Vector256<uint> a, Vector256<uint> b, [ConstantExpected] byte count)
    {
        Vector256<uint> x = a ^ b;
        return count switch
        {
            16 => Avx2.Shuffle(x.AsByte(), Vector256.Create(Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13))).AsUInt32(),
            8 => Avx2.Shuffle(x.AsByte(), Vector256.Create(Vector128.Create((byte)3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14))).AsUInt32(),
            _ => (x << count) | (x >>> (32 - count)),
        };
    }
}

/// <summary>AVX-512: the fewest operations.</summary>
internal readonly struct Avx512Rotation : IChaChaRotation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> XorRotate(Vector256<uint> a, Vector256<uint> b, [ConstantExpected] byte count) =>
        Avx512F.VL.RotateLeft(a ^ b, count);
}

/// <summary>AVX-512: the fewest cycles from b to the result, two against three where a rotation takes two.</summary>
internal readonly struct Avx512LateRotation : IChaChaRotation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> XorRotate(Vector256<uint> a, Vector256<uint> b, [ConstantExpected] byte count) =>
        Avx512F.VL.TernaryLogic(Avx512F.VL.RotateLeft(a, count), b << count, b >>> (32 - count), 0x96);
}
