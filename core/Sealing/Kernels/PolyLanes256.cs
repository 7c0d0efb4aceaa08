using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>Four lanes: AVX2.</summary>
internal readonly unsafe struct PolyLanes256 : IPolyLanes<PolyLanes256>
{
    private readonly Vector256<ulong> _lanes;

    private PolyLanes256(Vector256<ulong> lanes) => _lanes = lanes;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes256 Broadcast(ulong value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes256 Load(ulong* values) => new(Vector256.Load(values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(PolyLanes256 lanes, ulong* values) => Vector256.Store(lanes._lanes, values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes256 operator +(PolyLanes256 a, PolyLanes256 b) => new(a._lanes + b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes256 operator &(PolyLanes256 a, PolyLanes256 b) => new(a._lanes & b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes256 operator |(PolyLanes256 a, PolyLanes256 b) => new(a._lanes | b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes256 operator <<(PolyLanes256 a, int count) => new(a._lanes << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes256 operator >>(PolyLanes256 a, int count) => new(a._lanes >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes256 AddProduct(PolyLanes256 sum, PolyLanes256 a, ulong* b) =>
        new(sum._lanes + Avx2.Multiply(a._lanes.AsUInt32(), Vector256.Load(b).AsUInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBlocks(byte* data, out PolyLanes256 low, out PolyLanes256 high)
    {
        Vector256<ulong> first = Vector256.Load(data).AsUInt64();
        Vector256<ulong> second = Vector256.Load(data + 32).AsUInt64();
        low = new(Avx2.UnpackLow(first, second));
        high = new(Avx2.UnpackHigh(first, second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Sum(PolyLanes256 a) => Vector256.Sum(a._lanes);
}
