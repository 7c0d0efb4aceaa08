using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>One block per vector, on any machine.</summary>
internal readonly unsafe struct ChaChaRows128 : IChaChaRows<ChaChaRows128>
{
    private readonly Vector128<uint> _row;

    private ChaChaRows128(Vector128<uint> row) => _row = row;

    public static int Blocks => 1;

    public static nuint LongMessage => nuint.MaxValue;

    public static ChaChaRows128 Counters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector128<uint>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows128 Broadcast(Vector128<uint> row) => new(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows128 operator +(ChaChaRows128 a, ChaChaRows128 b) => new(a._row + b._row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows128 operator ^(ChaChaRows128 a, ChaChaRows128 b) => new(a._row ^ b._row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows128 XorRotate(ChaChaRows128 a, ChaChaRows128 b, [ConstantExpected] byte count)
    {
        Vector128<uint> x = a._row ^ b._row;
        return new((x << count) | (x >>> (32 - count)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows128 Words1(ChaChaRows128 row) => new(Vector128.Shuffle(row._row, Vector128.Create(1u, 2, 3, 0)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows128 Words2(ChaChaRows128 row) => new(Vector128.Shuffle(row._row, Vector128.Create(2u, 3, 0, 1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows128 Words3(ChaChaRows128 row) => new(Vector128.Shuffle(row._row, Vector128.Create(3u, 0, 1, 2)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToMemoryOrder(ref ChaChaRows128 a, ref ChaChaRows128 b, ref ChaChaRows128 c, ref ChaChaRows128 d)
    {
        // One block: it lies there by rows.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows128 Load(byte* data) => new(Vector128.Load(data).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ChaChaRows128 row, byte* data) => Vector128.Store(row._row.AsByte(), data);
}
