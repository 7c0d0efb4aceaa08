// A number in each lane, in five limbs of 26 bits: limb i is worth 2^(26 i), and 2^130 = 5 modulo Poly1305's prime, so that limbs
// of a product past the fifth wrap around times 5.

using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

internal unsafe struct PolyLimbs<TLanes>
    where TLanes : struct, IPolyLanes<TLanes>
{
    internal const int Count = 5;
    internal const ulong Mask = (1 << 26) - 1;

    private TLanes _l0, _l1, _l2, _l3, _l4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PolyLimbs<TLanes> Load(ulong* limbs) => new()
    {
        _l0 = TLanes.Load(limbs),
        _l1 = TLanes.Load(limbs + TLanes.Count),
        _l2 = TLanes.Load(limbs + (2 * TLanes.Count)),
        _l3 = TLanes.Load(limbs + (3 * TLanes.Count)),
        _l4 = TLanes.Load(limbs + (4 * TLanes.Count)),
    };

    /// <summary>Lane 0 in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PolyLimbs<TLanes> Broadcast(ulong* limbs) => new()
    {
        _l0 = TLanes.Broadcast(limbs[0]),
        _l1 = TLanes.Broadcast(limbs[TLanes.Count]),
        _l2 = TLanes.Broadcast(limbs[2 * TLanes.Count]),
        _l3 = TLanes.Broadcast(limbs[3 * TLanes.Count]),
        _l4 = TLanes.Broadcast(limbs[4 * TLanes.Count]),
    };

    /// <summary>The blocks of a step, each with its 2^128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PolyLimbs<TLanes> Blocks(byte* data)
    {
        TLanes.LoadBlocks(data, out TLanes low, out TLanes high);
        TLanes mask = TLanes.Broadcast(Mask);
        return new()
        {
            _l0 = low & mask,
            _l1 = (low >> 26) & mask,
            _l2 = ((low >> 52) | (high << 12)) & mask,
            _l3 = (high >> 14) & mask,
            _l4 = (high >> 40) | TLanes.Broadcast(1 << 24),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Store(ulong* limbs)
    {
        TLanes.Store(_l0, limbs);
        TLanes.Store(_l1, limbs + TLanes.Count);
        TLanes.Store(_l2, limbs + (2 * TLanes.Count));
        TLanes.Store(_l3, limbs + (3 * TLanes.Count));
        TLanes.Store(_l4, limbs + (4 * TLanes.Count));
    }

    /// <summary>Stores the number as <see cref="AddProduct(in PolyLimbs{TLanes}, ulong*)"/> takes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void WriteFactor(ulong* factor)
    {
        Store(factor);
        factor += Count * TLanes.Count;
        TLanes.Store(_l1 + (_l1 << 2), factor);
        TLanes.Store(_l2 + (_l2 << 2), factor + TLanes.Count);
        TLanes.Store(_l3 + (_l3 << 2), factor + (2 * TLanes.Count));
        TLanes.Store(_l4 + (_l4 << 2), factor + (3 * TLanes.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(in PolyLimbs<TLanes> other)
    {
        _l0 += other._l0;
        _l1 += other._l1;
        _l2 += other._l2;
        _l3 += other._l3;
        _l4 += other._l4;
    }

    /// <summary>Adds a product, not carried.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddProduct(in PolyLimbs<TLanes> a, ulong* factor)
    {
        int next = TLanes.Count;
        ulong* wrapped = factor + ((Count - 1) * next);
        AddProduct(a._l0, factor, factor + next, factor + (2 * next), factor + (3 * next), factor + (4 * next));
        AddProduct(a._l1, wrapped + (4 * next), factor, factor + next, factor + (2 * next), factor + (3 * next));
        AddProduct(a._l2, wrapped + (3 * next), wrapped + (4 * next), factor, factor + next, factor + (2 * next));
        AddProduct(a._l3, wrapped + (2 * next), wrapped + (3 * next), wrapped + (4 * next), factor, factor + next);
        AddProduct(a._l4, wrapped + next, wrapped + (2 * next), wrapped + (3 * next), wrapped + (4 * next), factor);
    }

    // One limb of a product's left side by what it meets in each limb of the product.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddProduct(TLanes limb, ulong* f0, ulong* f1, ulong* f2, ulong* f3, ulong* f4)
    {
        _l0 = TLanes.AddProduct(_l0, limb, f0);
        _l1 = TLanes.AddProduct(_l1, limb, f1);
        _l2 = TLanes.AddProduct(_l2, limb, f2);
        _l3 = TLanes.AddProduct(_l3, limb, f3);
        _l4 = TLanes.AddProduct(_l4, limb, f4);
    }

    /// <summary>Adds the product of the blocks of a step, each with no 2^128 yet, by one factor for each of their words of 32 bits; not carried.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddWordProducts(byte* data, ulong* factors)
    {
        TLanes.LoadBlocks(data, out TLanes low, out TLanes high);
        int size = Count * TLanes.Count;
        AddWordProduct(low, factors);
        AddWordProduct(low >> 32, factors + size);
        AddWordProduct(high, factors + (2 * size));
        AddWordProduct(high >> 32, factors + (3 * size));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddWordProduct(TLanes word, ulong* factor)
    {
        int next = TLanes.Count;
        AddProduct(word, factor, factor + next, factor + (2 * next), factor + (3 * next), factor + (4 * next));
    }

    /// <summary>Multiplies by 2^32 = 2^26 2^6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ShiftWord()
    {
        TLanes top = _l4 << 6;
        _l4 = _l3 << 6;
        _l3 = _l2 << 6;
        _l2 = _l1 << 6;
        _l1 = _l0 << 6;
        _l0 = top + (top << 2);
        Carry();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Carry()
    {
        TLanes mask = TLanes.Broadcast(Mask);
        _l1 += _l0 >> 26;
        _l4 += _l3 >> 26;
        _l2 += _l1 >> 26;
        TLanes carry = _l4 >> 26;
        _l3 = (_l3 & mask) + (_l2 >> 26);
        _l0 = (_l0 & mask) + carry + (carry << 2);
        _l1 = (_l1 & mask) + (_l0 >> 26);
        _l2 &= mask;
        _l4 = (_l4 & mask) + (_l3 >> 26);
        _l0 &= mask;
        _l3 &= mask;
    }
}
