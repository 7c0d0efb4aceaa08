using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>Four blocks per vector: AVX-512.</summary>
internal readonly unsafe struct ChaChaRows512 : IChaChaRows<ChaChaRows512>
{
    private readonly Vector512<uint> _row;

    internal ChaChaRows512(Vector512<uint> row) => _row = row;

    public static int Blocks => 4;

    public static nuint LongMessage => 512;

    public static ChaChaRows512 Counters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512.Create(0u, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows512 Broadcast(Vector128<uint> row) => new(Vector512.Create(Vector256.Create(row)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows512 operator +(ChaChaRows512 a, ChaChaRows512 b) => new(a._row + b._row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows512 operator ^(ChaChaRows512 a, ChaChaRows512 b) => new(a._row ^ b._row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows512 Rotate16(ChaChaRows512 row) => new(Avx512F.RotateLeft(row._row, 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows512 Rotate12(ChaChaRows512 row) => new(Avx512F.RotateLeft(row._row, 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows512 Rotate8(ChaChaRows512 row) => new(Avx512F.RotateLeft(row._row, 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows512 Rotate7(ChaChaRows512 row) => new(Avx512F.RotateLeft(row._row, 7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows512 Words1(ChaChaRows512 row) => new(Avx512F.Shuffle(row._row, 0b00_11_10_01));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows512 Words2(ChaChaRows512 row) => new(Avx512F.Shuffle(row._row, 0b01_00_11_10));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows512 Words3(ChaChaRows512 row) => new(Avx512F.Shuffle(row._row, 0b10_01_00_11));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToMemoryOrder(ref ChaChaRows512 a, ref ChaChaRows512 b, ref ChaChaRows512 c, ref ChaChaRows512 d)
    {
        Vector512<uint> ab01 = Avx512F.Shuffle4x128(a._row, b._row, 0b01_00_01_00);
        Vector512<uint> ab23 = Avx512F.Shuffle4x128(a._row, b._row, 0b11_10_11_10);
        Vector512<uint> cd01 = Avx512F.Shuffle4x128(c._row, d._row, 0b01_00_01_00);
        Vector512<uint> cd23 = Avx512F.Shuffle4x128(c._row, d._row, 0b11_10_11_10);
        a = new(Avx512F.Shuffle4x128(ab01, cd01, 0b10_00_10_00));
        b = new(Avx512F.Shuffle4x128(ab01, cd01, 0b11_01_11_01));
        c = new(Avx512F.Shuffle4x128(ab23, cd23, 0b10_00_10_00));
        d = new(Avx512F.Shuffle4x128(ab23, cd23, 0b11_01_11_01));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows512 Load(byte* data) => new(Vector512.Load(data).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ChaChaRows512 row, byte* data) => Vector512.Store(row._row.AsByte(), data);
}
