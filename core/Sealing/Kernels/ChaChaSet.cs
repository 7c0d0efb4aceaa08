using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>The state of <see cref="IChaChaRows{T}.Blocks"/> consecutive blocks, by rows.</summary>
internal unsafe struct ChaChaSet<TRows>
    where TRows : struct, IChaChaRows<TRows>
{
    private TRows _a, _b, _c, _d;

    /// <summary>Four rows that went through the rounds and the final addition, as key stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ChaChaSet(TRows a, TRows b, TRows c, TRows d)
    {
        TRows.ToMemoryOrder(ref a, ref b, ref c, ref d);
        (_a, _b, _c, _d) = (a, b, c, d);
    }

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
        // Row b stays: a round ends with it and the next begins with it.
        Columns();
        _a = TRows.Words3(_a);
        _c = TRows.Words1(_c);
        _d = TRows.Words2(_d);
        Columns();
        _a = TRows.Words1(_a);
        _c = TRows.Words3(_c);
        _d = TRows.Words2(_d);
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
        _a += _b;
        _d = TRows.Rotate16(_d ^ _a);
        _c += _d;
        _b = TRows.Rotate12(_b ^ _c);
        _a += _b;
        _d = TRows.Rotate8(_d ^ _a);
        _c += _d;
        _b = TRows.Rotate7(_b ^ _c);
    }
}
