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
        _b = TRows.Words1(_b);
        _c = TRows.Words2(_c);
        _d = TRows.Words3(_d);
        Columns();
        _b = TRows.Words3(_b);
        _c = TRows.Words2(_c);
        _d = TRows.Words1(_d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void XorInto(in ChaChaSet<TRows> start, byte* data) =>
        TRows.XorInto(_a + start._a, _b + start._b, _c + start._c, _d + start._d, data);

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
