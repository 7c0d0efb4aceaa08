using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>Eight lanes: AVX-512.</summary>
internal readonly unsafe struct PolyLanes512 : IPolyLanes<PolyLanes512>
{
    private readonly Vector512<ulong> _lanes;

    private PolyLanes512(Vector512<ulong> lanes) => _lanes = lanes;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes512 Broadcast(ulong value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes512 Load(ulong* values) => new(Vector512.Load(values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(PolyLanes512 lanes, ulong* values) => Vector512.Store(lanes._lanes, values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes512 operator +(PolyLanes512 a, PolyLanes512 b) => new(a._lanes + b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes512 operator &(PolyLanes512 a, PolyLanes512 b) => new(a._lanes & b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes512 operator |(PolyLanes512 a, PolyLanes512 b) => new(a._lanes | b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes512 operator <<(PolyLanes512 a, int count) => new(a._lanes << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes512 operator >>(PolyLanes512 a, int count) => new(a._lanes >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PolyLanes512 AddProduct(PolyLanes512 sum, PolyLanes512 a, ulong* b) =>
        new(sum._lanes + Avx512F.Multiply(a._lanes.AsUInt32(), Vector512.Load(b).AsUInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBlocks(byte* data, out PolyLanes512 low, out PolyLanes512 high)
    {
        Vector512<ulong> first = Vector512.Load(data).AsUInt64();
        Vector512<ulong> second = Vector512.Load(data + 64).AsUInt64();
        low = new(Avx512F.UnpackLow(first, second));
        high = new(Avx512F.UnpackHigh(first, second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Sum(PolyLanes512 a) => Vector512.Sum(a._lanes);
}
