using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>Two blocks per vector: AVX2 or AVX-512.</summary>
internal readonly unsafe struct ChaChaRows256<TRotation> : IChaChaRows<ChaChaRows256<TRotation>>
    where TRotation : struct, IChaChaRotation
{
    private readonly Vector256<uint> _row;

    private ChaChaRows256(Vector256<uint> row) => _row = row;

    public static int Blocks => 2;

    public static nuint LongMessage => 384;

    public static ChaChaRows256<TRotation> Counters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256.Create(0u, 0, 0, 0, 1, 0, 0, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256<TRotation> Broadcast(Vector128<uint> row) => new(Vector256.Create(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256<TRotation> operator +(ChaChaRows256<TRotation> a, ChaChaRows256<TRotation> b) => new(a._row + b._row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256<TRotation> operator ^(ChaChaRows256<TRotation> a, ChaChaRows256<TRotation> b) => new(a._row ^ b._row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256<TRotation> XorRotate(ChaChaRows256<TRotation> a, ChaChaRows256<TRotation> b, [ConstantExpected] byte count) =>
        new(TRotation.XorRotate(a._row, b._row, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256<TRotation> Words1(ChaChaRows256<TRotation> row) => new(Avx2.Shuffle(row._row, 0b00_11_10_01));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256<TRotation> Words2(ChaChaRows256<TRotation> row) => new(Avx2.Shuffle(row._row, 0b01_00_11_10));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChaChaRows256<TRotation> Words3(ChaChaRows256<TRotation> row) => new(Avx2.Shuffle(row._row, 0b10_01_00_11));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToMemoryOrder(ref ChaChaRows256<TRotation> a, ref ChaChaRows256<TRotation> b, ref ChaChaRows256<TRotation> c, ref ChaChaRows256<TRotation> d)
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
    public static ChaChaRows256<TRotation> Load(byte* data) => new(Vector256.Load(data).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ChaChaRows256<TRotation> row, byte* data) => Vector256.Store(row._row.AsByte(), data);
}
