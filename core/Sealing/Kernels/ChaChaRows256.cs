using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>Two blocks per vector: AVX2.</summary>
internal readonly unsafe struct ChaChaRows256 : IChaChaRows<ChaChaRows256>
{
    private readonly Vector256<uint> _row;

    private ChaChaRows256(Vector256<uint> row) => _row = row;

    public static int Blocks => 2;

    public static nuint LongMessage => 512;

    public static ChaChaRows256 Counters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256.Create(0u, 0, 0, 0, 1, 0, 0, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256 Broadcast(Vector128<uint> row) => new(Vector256.Create(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256 operator +(ChaChaRows256 a, ChaChaRows256 b) => new(a._row + b._row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256 operator ^(ChaChaRows256 a, ChaChaRows256 b) => new(a._row ^ b._row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256 Rotate16(ChaChaRows256 row) => new(Avx2.Shuffle(row._row.AsByte(), Vector256.Create(Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13))).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256 Rotate12(ChaChaRows256 row) => new((row._row << 12) | (row._row >> 20));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256 Rotate8(ChaChaRows256 row) => new(Avx2.Shuffle(row._row.AsByte(), Vector256.Create(Vector128.Create((byte)3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14))).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256 Rotate7(ChaChaRows256 row) => new((row._row << 7) | (row._row >> 25));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256 Words1(ChaChaRows256 row) => new(Avx2.Shuffle(row._row, 0b00_11_10_01));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256 Words2(ChaChaRows256 row) => new(Avx2.Shuffle(row._row, 0b01_00_11_10));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256 Words3(ChaChaRows256 row) => new(Avx2.Shuffle(row._row, 0b10_01_00_11));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToMemoryOrder(ref ChaChaRows256 a, ref ChaChaRows256 b, ref ChaChaRows256 c, ref ChaChaRows256 d)
    {
        Vector256<uint> ab0 = Avx2.Permute2x128(a._row, b._row, 0x20);
        Vector256<uint> ab1 = Avx2.Permute2x128(a._row, b._row, 0x31);
        Vector256<uint> cd0 = Avx2.Permute2x128(c._row, d._row, 0x20);
        Vector256<uint> cd1 = Avx2.Permute2x128(c._row, d._row, 0x31);
        a = new(ab0);
        b = new(cd0);
        c = new(ab1);
        d = new(cd1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256 Load(byte* data) => new(Vector256.Load(data).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ChaChaRows256 row, byte* data) => Vector256.Store(row._row.AsByte(), data);
}
