using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>The state of <see cref="IChaChaRows{T}.Blocks"/> consecutive blocks, by rows.</summary>
internal unsafe struct ChaChaSet<TRows>
    where TRows : struct, IChaChaRows<TRows>
{
    private TRows _a, _b, _c, _d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ChaChaSet<TRows> Start(byte* key, Vector128<uint> nonce, uint counter) => new()
    {
        _a = TRows.Broadcast(Vector128.Create(0x61707865u, 0x3320646E, 0x79622D32, 0x6B206574)),
        _b = TRows.Broadcast(Vector128.Load(key).AsUInt32()),
        _c = TRows.Broadcast(Vector128.Load(key + 16).AsUInt32()),
        _d = TRows.Broadcast(nonce + Vector128.CreateScalar(counter)) + TRows.Counters,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void DoubleRound()
    {
        Columns();
        ToDiagonals();
        Columns();
        ToColumns();
    }

    /// <summary>A double round of four sets, a step of each in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void DoubleRound(ref ChaChaSet<TRows> s0, ref ChaChaSet<TRows> s1, ref ChaChaSet<TRows> s2, ref ChaChaSet<TRows> s3)
    {
        Columns(ref s0, ref s1, ref s2, ref s3);
        s0.ToDiagonals();
        s1.ToDiagonals();
        s2.ToDiagonals();
        s3.ToDiagonals();
        Columns(ref s0, ref s1, ref s2, ref s3);
        s0.ToColumns();
        s1.ToColumns();
        s2.ToColumns();
        s3.ToColumns();
    }

    /// <summary>Makes the key stream of a state that went through the rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Finish(in ChaChaSet<TRows> start)
    {
        _a += start._a;
        _b += start._b;
        _c += start._c;
        _d += start._d;
        TRows.ToMemoryOrder(ref _a, ref _b, ref _c, ref _d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Store(byte* stream)
    {
        int size = 16 * TRows.Blocks;
        TRows.Store(_a, stream);
        TRows.Store(_b, stream + size);
        TRows.Store(_c, stream + (2 * size));
        TRows.Store(_d, stream + (3 * size));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void XorInto(byte* data)
    {
        int size = 16 * TRows.Blocks;
        TRows.Store(TRows.Load(data) ^ _a, data);
        TRows.Store(TRows.Load(data + size) ^ _b, data + size);
        TRows.Store(TRows.Load(data + (2 * size)) ^ _c, data + (2 * size));
        TRows.Store(TRows.Load(data + (3 * size)) ^ _d, data + (3 * size));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Columns()
    {
        AddXorRotate(ref _a, _b, ref _d, 16);
        AddXorRotate(ref _c, _d, ref _b, 12);
        AddXorRotate(ref _a, _b, ref _d, 8);
        AddXorRotate(ref _c, _d, ref _b, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(ref ChaChaSet<TRows> s0, ref ChaChaSet<TRows> s1, ref ChaChaSet<TRows> s2, ref ChaChaSet<TRows> s3)
    {
        AddXorRotate(ref s0._a, s0._b, ref s0._d, 16);
        AddXorRotate(ref s1._a, s1._b, ref s1._d, 16);
        AddXorRotate(ref s2._a, s2._b, ref s2._d, 16);
        AddXorRotate(ref s3._a, s3._b, ref s3._d, 16);
        AddXorRotate(ref s0._c, s0._d, ref s0._b, 12);
        AddXorRotate(ref s1._c, s1._d, ref s1._b, 12);
        AddXorRotate(ref s2._c, s2._d, ref s2._b, 12);
        AddXorRotate(ref s3._c, s3._d, ref s3._b, 12);
        AddXorRotate(ref s0._a, s0._b, ref s0._d, 8);
        AddXorRotate(ref s1._a, s1._b, ref s1._d, 8);
        AddXorRotate(ref s2._a, s2._b, ref s2._d, 8);
        AddXorRotate(ref s3._a, s3._b, ref s3._d, 8);
        AddXorRotate(ref s0._c, s0._d, ref s0._b, 7);
        AddXorRotate(ref s1._c, s1._d, ref s1._b, 7);
        AddXorRotate(ref s2._c, s2._d, ref s2._b, 7);
        AddXorRotate(ref s3._c, s3._d, ref s3._b, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddXorRotate(ref TRows x, TRows y, ref TRows z, [ConstantExpected] byte count)
    {
        x += y;
        z = TRows.XorRotate(z, x, count);
    }

    // Row b stays: a round ends with it and the next begins with it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ToDiagonals()
    {
        _a = TRows.Words3(_a);
        _c = TRows.Words1(_c);
        _d = TRows.Words2(_d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ToColumns()
    {
        _a = TRows.Words1(_a);
        _c = TRows.Words3(_c);
        _d = TRows.Words2(_d);
    }
}
