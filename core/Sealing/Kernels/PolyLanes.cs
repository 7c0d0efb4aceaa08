using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>A 64-bit number in each of four lanes: AVX2.</summary>
internal readonly unsafe struct PolyLanes
{
    /// <summary>Lanes of a vector.</summary>
    internal const int Count = 4;

    private readonly Vector256<ulong> _lanes;

    private PolyLanes(Vector256<ulong> lanes) => _lanes = lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PolyLanes Broadcast(ulong value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PolyLanes Load(ulong* values) => new(Vector256.Load(values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(PolyLanes lanes, ulong* values) => Vector256.Store(lanes._lanes, values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes operator +(PolyLanes a, PolyLanes b) => new(a._lanes + b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes operator &(PolyLanes a, PolyLanes b) => new(a._lanes & b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes operator |(PolyLanes a, PolyLanes b) => new(a._lanes | b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes operator <<(PolyLanes a, int count) => new(a._lanes << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes operator >>(PolyLanes a, int count) => new(a._lanes >>> count);

    /// <summary>sum + a * b, the product of the low 32 bits of each lane, b in memory.</summary>
    /// <remarks>One operation for three: a loop of fifty of them would else be too much for the compiler to inline.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PolyLanes AddProduct(PolyLanes sum, PolyLanes a, ulong* b) =>
        new(sum._lanes + Avx2.Multiply(a._lanes.AsUInt32(), Vector256.Load(b).AsUInt32()));

    /// <summary>The low and high halves of four blocks of 16 bytes: blocks 0, 2, 1 and 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void LoadBlocks(byte* data, out PolyLanes low, out PolyLanes high)
    {
        Vector256<ulong> first = Vector256.Load(data).AsUInt64();
        Vector256<ulong> second = Vector256.Load(data + 32).AsUInt64();
        low = new(Avx2.UnpackLow(first, second));
        high = new(Avx2.UnpackHigh(first, second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Sum(PolyLanes a) => Vector256.Sum(a._lanes);
}
