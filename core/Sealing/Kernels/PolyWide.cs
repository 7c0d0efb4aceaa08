// Poly1305 of many blocks in lanes: a step takes Count blocks, lane j sums every Count-th of them, and the last product
// multiplies each lane by the power of r that its blocks still lack. With R = r^Count the loop takes two steps at a time,
//
//   h = h R^2 + b1 R + b2
//
// and carries once. Numbers have five limbs of 26 bits, so that products of limbs and their sums fit 64 bits:
// (2 + 1) * 5 terms of 2^26 * 5 * 2^26 < 2^59. Cost: 50 products and 5 carries per 2 Count blocks.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

internal static unsafe class PolyWide<TLanes>
    where TLanes : struct, IPolyLanes<TLanes>
{
    private const int LimbCount = 5;
    private const int FactorCount = 4;
    private const int Alignment = 64;
    private const ulong LimbMask = (1 << 26) - 1;

    /// <summary>Bytes that one step takes.</summary>
    internal static nuint StepSize
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16 * (nuint)TLanes.Count;
    }

    // Numbers in a factor: its limbs, and again those that wrap around, times 5.
    private static int FactorSize
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (LimbCount + LimbCount - 1) * TLanes.Count;
    }

    /// <summary>Adds whole steps of data to the running hash.</summary>
    internal static void Add(ref Poly1305 hash, byte* data, nuint length)
    {
        Debug.Assert(length > 0 && length % StepSize == 0);
        int size = (FactorCount * FactorSize * sizeof(ulong)) + Alignment;
        byte* memory = stackalloc byte[size];
        ulong* sum = (ulong*)((nuint)(memory + Alignment - 1) & ~(nuint)(Alignment - 1));
        ulong* last = sum + FactorSize;
        ulong* powers = last + FactorSize;
        WritePowers(hash, last);
        WriteFactors(last, powers);
        new Span<ulong>(sum, LimbCount * TLanes.Count).Clear();
        (ulong h0, ulong h1, ulong h2) = hash.Sum;
        Split(h0, h1, h2, sum, TLanes.Count);
        nuint steps = length / StepSize;
        nuint single = steps % 2 == 0 ? 2u : 1u;
        AddSteps(sum, powers, data, single);
        AddPairs(sum, powers, data + (single * StepSize), (steps - single) / 2);
        MultiplyLanes(sum, last);
        Join(sum, ref hash);
        CryptographicOperations.ZeroMemory(new Span<byte>(memory, size));
    }

    // The limbs of r^Count ... r^1, in the lanes of the blocks that need them.
    private static void WritePowers(in Poly1305 hash, ulong* limbs)
    {
        Poly1305 power = hash;
        power.Continue(hash.R0, hash.R1, 0);
        for (int missing = 1; missing <= TLanes.Count; missing++)
        {
            int block = TLanes.Count - missing;
            int lane = block < TLanes.Count / 2 ? 2 * block : (2 * block) - TLanes.Count + 1;
            (ulong h0, ulong h1, ulong h2) = power.Sum;
            Split(h0, h1, h2, limbs + lane, TLanes.Count);
            power.Multiply();
        }
    }

    // Makes factors of the lanes' powers, of R and of R^2. Lane 0 holds block 0, which lacks every factor: its power is R.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WriteFactors(ulong* last, ulong* powers)
    {
        Limbs all = Limbs.Broadcast(last);
        Limbs.Load(last).WriteFactor(last);
        all.WriteFactor(powers);
        Limbs square = default;
        square.AddProduct(all, powers);
        square.Carry();
        square.WriteFactor(powers + FactorSize);
    }

    // No calls in the loops: one would put every vector on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddSteps(ulong* sum, ulong* powers, byte* data, nuint steps)
    {
        nuint step = StepSize;
        Limbs h = Limbs.Load(sum);
        h.Add(Limbs.Blocks(data));
        for (steps--; steps != 0; steps--)
        {
            data += step;
            Limbs next = default;
            next.AddProduct(h, powers);
            next.Carry();
            next.Add(Limbs.Blocks(data));
            h = next;
        }

        h.Store(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddPairs(ulong* sum, ulong* powers, byte* data, nuint pairs)
    {
        nuint step = StepSize;
        int factor = FactorSize;
        Limbs h = Limbs.Load(sum);
        for (; pairs != 0; pairs--, data += 2 * step)
        {
            Limbs next = default;
            next.AddProduct(Limbs.Blocks(data), powers);
            next.AddProduct(h, powers + factor);
            next.Carry();
            next.Add(Limbs.Blocks(data + step));
            h = next;
        }

        h.Store(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MultiplyLanes(ulong* sum, ulong* last)
    {
        Limbs product = default;
        product.AddProduct(Limbs.Load(sum), last);
        product.Carry();
        product.Store(sum);
    }

    private static void Split(ulong h0, ulong h1, ulong h2, ulong* limbs, int stride)
    {
        limbs[0] = h0 & LimbMask;
        limbs[stride] = (h0 >> 26) & LimbMask;
        limbs[2 * stride] = ((h0 >> 52) | (h1 << 12)) & LimbMask;
        limbs[3 * stride] = (h1 >> 14) & LimbMask;
        limbs[4 * stride] = (h1 >> 40) | (h2 << 24);
    }

    // The lanes' numbers added up, reduced to what Poly1305 keeps.
    private static void Join(ulong* sums, ref Poly1305 hash)
    {
        UInt128 low = Sum(sums, 0);
        low += (UInt128)Sum(sums, 1) << 26;
        low += (UInt128)Sum(sums, 2) << 52;
        low += (UInt128)Sum(sums, 3) << 78;
        UInt128 top = (low >> 104) + Sum(sums, 4);
        low = (low & ((UInt128.One << 104) - 1)) + (top << 104);
        UInt128 h = low + (5 * (ulong)(top >> 26));
        hash.Continue((ulong)h, (ulong)(h >> 64), ((ulong)(top >> 24) & 3) + Poly1305.IsLess(h, low));
    }

    private static ulong Sum(ulong* sums, int limb) => TLanes.Sum(TLanes.Load(sums + (limb * TLanes.Count)));

    private struct Limbs
    {
        private TLanes _l0, _l1, _l2, _l3, _l4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Limbs Load(ulong* limbs) => new()
        {
            _l0 = TLanes.Load(limbs),
            _l1 = TLanes.Load(limbs + TLanes.Count),
            _l2 = TLanes.Load(limbs + (2 * TLanes.Count)),
            _l3 = TLanes.Load(limbs + (3 * TLanes.Count)),
            _l4 = TLanes.Load(limbs + (4 * TLanes.Count)),
        };

        /// <summary>Lane 0 in every lane.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Limbs Broadcast(ulong* limbs) => new()
        {
            _l0 = TLanes.Broadcast(limbs[0]),
            _l1 = TLanes.Broadcast(limbs[TLanes.Count]),
            _l2 = TLanes.Broadcast(limbs[2 * TLanes.Count]),
            _l3 = TLanes.Broadcast(limbs[3 * TLanes.Count]),
            _l4 = TLanes.Broadcast(limbs[4 * TLanes.Count]),
        };

        /// <summary>The blocks of a step, each with its 2^128.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Limbs Blocks(byte* data)
        {
            TLanes.LoadBlocks(data, out TLanes low, out TLanes high);
            TLanes mask = TLanes.Broadcast(LimbMask);
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

        /// <summary>Stores the number as <see cref="AddProduct(in Limbs, ulong*)"/> takes it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly void WriteFactor(ulong* factor)
        {
            Store(factor);
            factor += LimbCount * TLanes.Count;
            TLanes.Store(_l1 + (_l1 << 2), factor);
            TLanes.Store(_l2 + (_l2 << 2), factor + TLanes.Count);
            TLanes.Store(_l3 + (_l3 << 2), factor + (2 * TLanes.Count));
            TLanes.Store(_l4 + (_l4 << 2), factor + (3 * TLanes.Count));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Add(in Limbs other)
        {
            _l0 += other._l0;
            _l1 += other._l1;
            _l2 += other._l2;
            _l3 += other._l3;
            _l4 += other._l4;
        }

        /// <summary>Adds a product, not carried.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void AddProduct(in Limbs a, ulong* factor)
        {
            int next = TLanes.Count;
            ulong* wrapped = factor + ((LimbCount - 1) * next);
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

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Carry()
        {
            TLanes mask = TLanes.Broadcast(LimbMask);
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
}
