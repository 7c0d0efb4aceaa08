// Poly1305 of many blocks in lanes: a step takes Count blocks, lane j sums every Count-th of them, and the last product
// multiplies each lane by the power of r that its blocks still lack. With R = r^Count the loop takes two steps at a time,
//
//   h = h R^2 + b1 R + b2
//
// and carries once. A long message takes four, h R^4 + b1 R^3 + b2 R^2 + b3 R + b4, and b1 to b3 in words of 32 bits w0 to w3,
// which need no masks: b R = w0 R + w1 (2^32 R) + w2 (2^64 R) + w3 (2^96 R) + 2^128 R. Sums of products fit 64 bits: those of
// pairs have (2 + 1) * 5 terms of 2^26 * 5 * 2^26 < 2^59, those of runs 3 * 4 terms of 2^32 * (2^26 + 2^13) and 5 of
// (2^27 + 2^13) * 5 * (2^26 + 2^13), < 2^62. Cost: 50 products and 5 carries per 2 Count blocks, 85 and 5 per 4 Count.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

internal static unsafe class PolyWide
{
    /// <summary>Bytes that one step takes.</summary>
    internal const int StepSize = 16 * PolyLanes.Count;

    private const int FactorCount = 4;
    private const int WordCount = 4;
    private const int Alignment = 64;

    // Steps that a long message takes at a time, and those from which on their factors pay.
    private const int RunSteps = 4;
    private const int LongSteps = 32;
    private const int LimbCount = PolyLimbs.Count;
    private const ulong LimbMask = PolyLimbs.Mask;

    // Numbers of a limb in every lane, in a number; in a factor, which has its limbs and again those that wrap around, times 5;
    // and in the factors of a block's words.
    private const int NumberSize = LimbCount * PolyLanes.Count;
    private const int FactorSize = (LimbCount + LimbCount - 1) * PolyLanes.Count;
    private const int WordFactorsSize = WordCount * NumberSize;

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
        new Span<ulong>(sum, NumberSize).Clear();
        (ulong h0, ulong h1, ulong h2) = hash.Sum;
        Split(h0, h1, h2, sum);
        nuint steps = length / StepSize;
        nuint single = steps % 2 == 0 ? 2u : 1u;
        AddSteps(sum, powers, data, single);
        steps -= single;
        data += single * StepSize;
        if (steps >= LongSteps)
        {
            nuint runs = steps / RunSteps;
            AddLong(sum, powers, data, runs);
            steps -= runs * RunSteps;
            data += runs * RunSteps * StepSize;
        }

        AddPairs(sum, powers, data, steps / 2);
        MultiplyLanes(sum, last);
        Join(sum, ref hash);
        CryptographicOperations.ZeroMemory(new Span<byte>(memory, size));
    }

    // The limbs of r^Count ... r^1, in the lanes of the blocks that need them.
    private static void WritePowers(in Poly1305 hash, ulong* limbs)
    {
        Poly1305 power = hash;
        power.Continue(hash.R0, hash.R1, 0);
        for (int missing = 1; missing <= PolyLanes.Count; missing++)
        {
            int block = PolyLanes.Count - missing;
            int lane = block < PolyLanes.Count / 2 ? 2 * block : (2 * block) - PolyLanes.Count + 1;
            (ulong h0, ulong h1, ulong h2) = power.Sum;
            Split(h0, h1, h2, limbs + lane);
            power.Multiply();
        }
    }

    // Makes factors of the lanes' powers, of R and of R^2. Lane 0 holds block 0, which lacks every factor: its power is R.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WriteFactors(ulong* last, ulong* powers)
    {
        PolyLimbs all = PolyLimbs.Broadcast(last);
        PolyLimbs.Load(last).WriteFactor(last);
        all.WriteFactor(powers);
        PolyLimbs square = default;
        square.AddProduct(all, powers);
        square.Carry();
        square.WriteFactor(powers + FactorSize);
    }

    // No calls in the loops: one would put every vector on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddSteps(ulong* sum, ulong* powers, byte* data, nuint steps)
    {
        PolyLimbs h = PolyLimbs.Load(sum);
        h.Add(PolyLimbs.Blocks(data));
        for (steps--; steps != 0; steps--)
        {
            data += StepSize;
            PolyLimbs next = default;
            next.AddProduct(h, powers);
            next.Carry();
            next.Add(PolyLimbs.Blocks(data));
            h = next;
        }

        h.Store(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddPairs(ulong* sum, ulong* powers, byte* data, nuint pairs)
    {
        PolyLimbs h = PolyLimbs.Load(sum);
        for (; pairs != 0; pairs--, data += 2 * StepSize)
        {
            PolyLimbs next = default;
            next.AddProduct(PolyLimbs.Blocks(data), powers);
            next.AddProduct(h, powers + FactorSize);
            next.Carry();
            next.Add(PolyLimbs.Blocks(data + StepSize));
            h = next;
        }

        h.Store(sum);
    }

    private static void AddLong(ulong* sum, ulong* powers, byte* data, nuint runs)
    {
        int size = ((((RunSteps - 1) * WordFactorsSize) + NumberSize + FactorSize) * sizeof(ulong)) + Alignment;
        byte* memory = stackalloc byte[size];
        ulong* words = (ulong*)((nuint)(memory + Alignment - 1) & ~(nuint)(Alignment - 1));
        ulong* tops = words + ((RunSteps - 1) * WordFactorsSize);
        ulong* power = tops + NumberSize;
        WriteRunFactors(powers, words, tops, power);
        AddRuns(sum, words, tops, power, data, runs);
        CryptographicOperations.ZeroMemory(new Span<byte>(memory, size));
    }

    // Makes the factors of the words of a run's blocks, from R^3 to R, the sum of what their 2^128 make, and the factor R^4.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WriteRunFactors(ulong* powers, ulong* words, ulong* tops, ulong* power)
    {
        PolyLimbs all = PolyLimbs.Load(powers);
        PolyLimbs top = default;
        for (int exponent = 1; exponent < RunSteps; exponent++)
        {
            PolyLimbs shifted = all;
            ulong* factors = words + ((RunSteps - 1 - exponent) * WordFactorsSize);
            for (int word = 0; word < WordCount; word++)
            {
                shifted.Store(factors + (word * NumberSize));
                shifted.ShiftWord();
            }

            top.Add(shifted);
            PolyLimbs next = default;
            next.AddProduct(all, powers);
            next.Carry();
            all = next;
        }

        top.Store(tops);
        all.WriteFactor(power);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddRuns(ulong* sum, ulong* words, ulong* tops, ulong* power, byte* data, nuint runs)
    {
        PolyLimbs h = PolyLimbs.Load(sum);
        for (; runs != 0; runs--, data += StepSize)
        {
            PolyLimbs next = PolyLimbs.Load(tops);
            for (ulong* factors = words; factors != tops; factors += WordFactorsSize, data += StepSize)
            {
                next.AddWordProducts(data, factors);
            }

            next.AddProduct(h, power);
            next.Carry();
            next.Add(PolyLimbs.Blocks(data));
            h = next;
        }

        h.Store(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MultiplyLanes(ulong* sum, ulong* last)
    {
        PolyLimbs product = default;
        product.AddProduct(PolyLimbs.Load(sum), last);
        product.Carry();
        product.Store(sum);
    }

    // The limbs of a number, each for one lane.
    private static void Split(ulong h0, ulong h1, ulong h2, ulong* limbs)
    {
        limbs[0] = h0 & LimbMask;
        limbs[PolyLanes.Count] = (h0 >> 26) & LimbMask;
        limbs[2 * PolyLanes.Count] = ((h0 >> 52) | (h1 << 12)) & LimbMask;
        limbs[3 * PolyLanes.Count] = (h1 >> 14) & LimbMask;
        limbs[4 * PolyLanes.Count] = (h1 >> 40) | (h2 << 24);
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

    private static ulong Sum(ulong* sums, int limb) => PolyLanes.Sum(PolyLanes.Load(sums + (limb * PolyLanes.Count)));
}
