// A number in each lane, in five limbs of 26 bits: limb i is worth 2^(26 i), and 2^130 = 5 modulo Poly1305's prime, so that limbs
// of a product past the fifth wrap around times 5.

using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

internal unsafe struct PolyLimbs
{
    internal const int Count = 5;
    internal const ulong Mask = (1 << 26) - 1;

    private PolyLanes _l0, _l1, _l2, _l3, _l4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PolyLimbs Load(ulong* limbs) => new()
    {
        _l0 = PolyLanes.Load(limbs),
        _l1 = PolyLanes.Load(limbs + PolyLanes.Count),
        _l2 = PolyLanes.Load(limbs + (2 * PolyLanes.Count)),
        _l3 = PolyLanes.Load(limbs + (3 * PolyLanes.Count)),
        _l4 = PolyLanes.Load(limbs + (4 * PolyLanes.Count)),
    };

    /// <summary>Lane 0 in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PolyLimbs Broadcast(ulong* limbs) => new()
    {
        _l0 = PolyLanes.Broadcast(limbs[0]),
        _l1 = PolyLanes.Broadcast(limbs[PolyLanes.Count]),
        _l2 = PolyLanes.Broadcast(limbs[2 * PolyLanes.Count]),
        _l3 = PolyLanes.Broadcast(limbs[3 * PolyLanes.Count]),
        _l4 = PolyLanes.Broadcast(limbs[4 * PolyLanes.Count]),
    };

    /// <summary>The blocks of a step, each with its 2^128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PolyLimbs Blocks(byte* data)
    {
        PolyLanes.LoadBlocks(data, out PolyLanes low, out PolyLanes high);
        PolyLanes mask = PolyLanes.Broadcast(Mask);
        return new()
        {
            _l0 = low & mask,
            _l1 = (low >> 26) & mask,
            _l2 = ((low >> 52) | (high << 12)) & mask,
            _l3 = (high >> 14) & mask,
            _l4 = (high >> 40) | PolyLanes.Broadcast(1 << 24),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Store(ulong* limbs)
    {
        PolyLanes.Store(_l0, limbs);
        PolyLanes.Store(_l1, limbs + PolyLanes.Count);
        PolyLanes.Store(_l2, limbs + (2 * PolyLanes.Count));
        PolyLanes.Store(_l3, limbs + (3 * PolyLanes.Count));
        PolyLanes.Store(_l4, limbs + (4 * PolyLanes.Count));
    }

    /// <summary>Stores the number as <see cref="AddProduct(in PolyLimbs, ulong*)"/> takes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void WriteFactor(ulong* factor)
    {
        Store(factor);
        factor += Count * PolyLanes.Count;
        PolyLanes.Store(_l1 + (_l1 << 2), factor);
        PolyLanes.Store(_l2 + (_l2 << 2), factor + PolyLanes.Count);
        PolyLanes.Store(_l3 + (_l3 << 2), factor + (2 * PolyLanes.Count));
        PolyLanes.Store(_l4 + (_l4 << 2), factor + (3 * PolyLanes.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(in PolyLimbs other)
    {
        _l0 += other._l0;
        _l1 += other._l1;
        _l2 += other._l2;
        _l3 += other._l3;
        _l4 += other._l4;
    }

    /// <summary>Adds a product, not carried.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddProduct(in PolyLimbs a, ulong* factor)
    {
        int next = PolyLanes.Count;
        ulong* wrapped = factor + ((Count - 1) * next);
        AddProduct(a._l0, factor, factor + next, factor + (2 * next), factor + (3 * next), factor + (4 * next));
        AddProduct(a._l1, wrapped + (4 * next), factor, factor + next, factor + (2 * next), factor + (3 * next));
        AddProduct(a._l2, wrapped + (3 * next), wrapped + (4 * next), factor, factor + next, factor + (2 * next));
        AddProduct(a._l3, wrapped + (2 * next), wrapped + (3 * next), wrapped + (4 * next), factor, factor + next);
        AddProduct(a._l4, wrapped + next, wrapped + (2 * next), wrapped + (3 * next), wrapped + (4 * next), factor);
    }

    // One limb of a product's left side by what it meets in each limb of the product.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddProduct(PolyLanes limb, ulong* f0, ulong* f1, ulong* f2, ulong* f3, ulong* f4)
    {
        _l0 = PolyLanes.AddProduct(_l0, limb, f0);
        _l1 = PolyLanes.AddProduct(_l1, limb, f1);
        _l2 = PolyLanes.AddProduct(_l2, limb, f2);
        _l3 = PolyLanes.AddProduct(_l3, limb, f3);
        _l4 = PolyLanes.AddProduct(_l4, limb, f4);
    }

    /// <summary>Adds the product of the blocks of a step, each with no 2^128 yet, by one factor for each of their words of 32 bits; not carried.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddWordProducts(byte* data, ulong* factors)
    {
        PolyLanes.LoadBlocks(data, out PolyLanes low, out PolyLanes high);
        int size = Count * PolyLanes.Count;
        AddWordProduct(low, factors);
        AddWordProduct(low >> 32, factors + size);
        AddWordProduct(high, factors + (2 * size));
        AddWordProduct(high >> 32, factors + (3 * size));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddWordProduct(PolyLanes word, ulong* factor)
    {
        int next = PolyLanes.Count;
        AddProduct(word, factor, factor + next, factor + (2 * next), factor + (3 * next), factor + (4 * next));
    }

    /// <summary>Multiplies by 2^32 = 2^26 2^6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ShiftWord()
    {
        PolyLanes top = _l4 << 6;
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
        PolyLanes mask = PolyLanes.Broadcast(Mask);
        _l1 += _l0 >> 26;
        _l4 += _l3 >> 26;
        _l2 += _l1 >> 26;
        PolyLanes carry = _l4 >> 26;
        _l3 = (_l3 & mask) + (_l2 >> 26);
        _l0 = (_l0 & mask) + carry + (carry << 2);
        _l1 = (_l1 & mask) + (_l0 >> 26);
        _l2 &= mask;
        _l4 = (_l4 & mask) + (_l3 >> 26);
        _l0 &= mask;
        _l3 &= mask;
    }
}
