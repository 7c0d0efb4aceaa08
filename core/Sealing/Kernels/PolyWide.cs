// Poly1305 of many blocks in lanes: lane j sums every Count-th block, h_j = (h_j + block) * r^Count, and the last step
// multiplies lane j by the power of r that its block still lacks. Numbers have five limbs of 26 bits, so that products of
// limbs and their sums fit 64 bits: 2^26 * 5 * 2^26 * 5 terms < 2^58. Cost: 25 products and 5 carries per Count blocks.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

internal static unsafe class PolyWide<TLanes>
    where TLanes : struct, IPolyLanes<TLanes>
{
    private const int LimbCount = 5;
    private const ulong LimbMask = (1 << 26) - 1;

    /// <summary>Bytes that one step takes.</summary>
    internal static nuint StepSize => 16 * (nuint)TLanes.Count;

    /// <summary>Adds whole steps of data to the running hash.</summary>
    internal static void Add(ref Poly1305 hash, byte* data, nuint length)
    {
        Debug.Assert(length > 0 && length % StepSize == 0);
        ulong* powers = stackalloc ulong[LimbCount * TLanes.Count];
        ulong* sums = stackalloc ulong[LimbCount * TLanes.Count];
        WritePowers(hash, powers);
        new Span<ulong>(sums, LimbCount * TLanes.Count).Clear();
        Split(hash, sums, TLanes.Count);
        Run(sums, powers, data, length);
        Join(sums, ref hash);
        CryptographicOperations.ZeroMemory(new Span<byte>(powers, LimbCount * TLanes.Count * sizeof(ulong)));
    }

    // No call in here: one would put every vector on the stack, where the loop would find it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run(ulong* sums, ulong* powers, byte* data, nuint length)
    {
        nuint step = 16 * (nuint)TLanes.Count;
        Limbs sum = Limbs.Load(sums);

        // Lane 0 holds block 0, which lacks every factor: its power is r^Count.
        Limbs power = Limbs.Broadcast(powers);
        Limbs times5 = power.Times5();
        for (; length > step; length -= step, data += step)
        {
            sum.AddBlocks(data);
            sum.Multiply(power, times5);
        }

        sum.AddBlocks(data);
        power = Limbs.Load(powers);
        sum.Multiply(power, power.Times5());
        sum.Store(sums);
    }

    // The limbs of r^Count ... r^1, in the lanes of the blocks that need them.
    private static void WritePowers(in Poly1305 hash, ulong* limbs)
    {
        Poly1305 power = hash;
        power.H0 = hash.R0;
        power.H1 = hash.R1;
        power.H2 = 0;
        for (int missing = 1; missing <= TLanes.Count; missing++)
        {
            int block = TLanes.Count - missing;
            int lane = block < TLanes.Count / 2 ? 2 * block : (2 * block) - TLanes.Count + 1;
            Split(power, limbs + lane, TLanes.Count);
            power.Multiply(hash.R0, hash.R1);
        }
    }

    private static void Split(in Poly1305 number, ulong* limbs, int stride)
    {
        limbs[0] = number.H0 & LimbMask;
        limbs[stride] = (number.H0 >> 26) & LimbMask;
        limbs[2 * stride] = ((number.H0 >> 52) | (number.H1 << 12)) & LimbMask;
        limbs[3 * stride] = (number.H1 >> 14) & LimbMask;
        limbs[4 * stride] = (number.H1 >> 40) | (number.H2 << 24);
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
        hash.H0 = (ulong)h;
        hash.H1 = (ulong)(h >> 64);
        hash.H2 = ((ulong)(top >> 24) & 3) + Poly1305.IsLess(h, low);
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

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly void Store(ulong* limbs)
        {
            TLanes.Store(_l0, limbs);
            TLanes.Store(_l1, limbs + TLanes.Count);
            TLanes.Store(_l2, limbs + (2 * TLanes.Count));
            TLanes.Store(_l3, limbs + (3 * TLanes.Count));
            TLanes.Store(_l4, limbs + (4 * TLanes.Count));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly Limbs Times5() => new()
        {
            _l1 = _l1 + (_l1 << 2),
            _l2 = _l2 + (_l2 << 2),
            _l3 = _l3 + (_l3 << 2),
            _l4 = _l4 + (_l4 << 2),
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void AddBlocks(byte* data)
        {
            TLanes.LoadBlocks(data, out TLanes low, out TLanes high);
            TLanes mask = TLanes.Broadcast(LimbMask);
            _l0 += low & mask;
            _l1 += (low >> 26) & mask;
            _l2 += ((low >> 52) | (high << 12)) & mask;
            _l3 += (high >> 14) & mask;
            _l4 += (high >> 40) | TLanes.Broadcast(1 << 24);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Multiply(in Limbs r, in Limbs s)
        {
            TLanes d0 = (_l0 * r._l0) + (_l1 * s._l4) + (_l2 * s._l3) + (_l3 * s._l2) + (_l4 * s._l1);
            TLanes d1 = (_l0 * r._l1) + (_l1 * r._l0) + (_l2 * s._l4) + (_l3 * s._l3) + (_l4 * s._l2);
            TLanes d2 = (_l0 * r._l2) + (_l1 * r._l1) + (_l2 * r._l0) + (_l3 * s._l4) + (_l4 * s._l3);
            TLanes d3 = (_l0 * r._l3) + (_l1 * r._l2) + (_l2 * r._l1) + (_l3 * r._l0) + (_l4 * s._l4);
            TLanes d4 = (_l0 * r._l4) + (_l1 * r._l3) + (_l2 * r._l2) + (_l3 * r._l1) + (_l4 * r._l0);
            TLanes mask = TLanes.Broadcast(LimbMask);
            d1 += d0 >> 26;
            d4 += d3 >> 26;
            d2 += d1 >> 26;
            TLanes carry = d4 >> 26;
            _l1 = d1 & mask;
            TLanes l0 = (d0 & mask) + carry + (carry << 2);
            TLanes l3 = (d3 & mask) + (d2 >> 26);
            _l2 = d2 & mask;
            _l1 += l0 >> 26;
            _l0 = l0 & mask;
            _l4 = (d4 & mask) + (l3 >> 26);
            _l3 = l3 & mask;
        }
    }
}
