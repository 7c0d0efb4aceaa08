// The field of GHASH in POLYVAL form (RFC 8452, appendix A): byte-reversed blocks, key multiplied by x once, product
// a * b * x^-128 modulo x^128 + x^127 + x^126 + x^121 + 1. The reduction is Montgomery's: two folds by
// p = x^63 + x^62 + x^57, no bit shifts.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Reduction and powers.</summary>
internal static unsafe class Polyval
{
    /// <summary>low + middle * x^64 + high * x^128, times x^-128, reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ulong> Reduce<TIsa>(Vector128<ulong> low, Vector128<ulong> middle, Vector128<ulong> high)
        where TIsa : struct, IIsa
    {
        Vector128<ulong> polynomial = Vector128.Create(0xC200_0000_0000_0000);
        middle ^= Vector128.Shuffle(low, Vector128.Create(1ul, 0ul)) ^ TIsa.MultiplyLow(low, polynomial);
        return high ^ Vector128.Shuffle(middle, Vector128.Create(1ul, 0ul)) ^ TIsa.MultiplyLow(middle, polynomial);
    }

    /// <summary>Writes h^count, ..., h^2, h^1 for the GHASH key <paramref name="hashKey"/> (a block as it lies in memory).</summary>
    /// <remarks>Optimized from the first call, as everything that expands a key: a loop that is replaced while it runs leaves a
    /// copy of all registers in the runtime's memory.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void WritePowers<TIsa>(Vector128<byte> hashKey, byte* powers, int count)
        where TIsa : struct, IIsa
    {
        Vector128<ulong> h = MultiplyByX(TIsa.ReverseBytes(hashKey).AsUInt64());
        Vector128<ulong> power = h;
        for (int i = count - 1; i >= 0; i--)
        {
            Vector128.Store(power.AsByte(), powers + 16 * i);
            power = ProductSum128<TIsa>.Multiply(power, h).Reduce();
        }
    }

    // Shifts left by one bit; the bit that falls out comes back as x^127 + x^126 + x^121 + 1, without a branch.
    private static Vector128<ulong> MultiplyByX(Vector128<ulong> h)
    {
        ulong low = h.GetElement(0);
        ulong high = h.GetElement(1);
        ulong carry = 0 - (high >> 63);
        return Vector128.Create((low << 1) ^ (carry & 1), ((high << 1) | (low >> 63)) ^ (carry & 0xC200_0000_0000_0000));
    }
}
