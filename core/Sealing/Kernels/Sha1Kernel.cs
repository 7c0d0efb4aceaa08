// SHA-1 of a single message, FIPS 180-4 section 6.1 (of several at once: Sha1Lanes). The schedule is made four words at a
// time (Sha1Ahead), because its recurrence has room for it:
//   W[t] = ROTL1(W[t-3] ^ W[t-8] ^ W[t-14] ^ W[t-16])          t < 32; lane 3 of a step needs lane 0
//   W[t] = ROTL2(W[t-6] ^ W[t-16] ^ W[t-28] ^ W[t-32])         t >= 32: the recurrence applied to itself
// Ch and Maj are sums of two terms that have no bit in common: no term waits for the other.
// Cost: about 205 cycles a block, bound by instruction issue.

using System.Numerics;
using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

/// <summary>SHA-1's rounds.</summary>
internal static unsafe class Sha1Kernel
{
    internal const int Rounds = 80;

    internal const uint K0 = 0x5A827999;
    internal const uint K1 = 0x6ED9EBA1;
    internal const uint K2 = 0x8F1BBCDC;
    internal const uint K3 = 0xCA62C1D6;

    /// <summary>Runs the 80 rounds over W + K and adds the result to the state. Of the schedule, the words of the first 20
    /// rounds are there; <paramref name="ahead"/> makes those of each 20 rounds before the 20 rounds that precede them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Compress<TWork>(ref Sha1Words<uint> state, uint* schedule, ref Sha1Ahead ahead, ref TWork work)
        where TWork : struct, IRoundWork
    {
        uint a = state.A, b = state.B, c = state.C, d = state.D, e = state.E;
        ahead.From20();
        for (nuint t = 0; t < 20; t += 5)
        {
            Round(a, ref b, Choose(b, c, d), ref e, schedule + t);
            Round(e, ref a, Choose(a, b, c), ref d, schedule + t + 1);
            Round(d, ref e, Choose(e, a, b), ref c, schedule + t + 2);
            Round(c, ref d, Choose(d, e, a), ref b, schedule + t + 3);
            Round(b, ref c, Choose(c, d, e), ref a, schedule + t + 4);
        }

        work.Step();
        ahead.From40();
        ParityRounds(ref a, ref b, ref c, ref d, ref e, schedule + 20);
        work.Step();
        ahead.From60();
        for (nuint t = 40; t < 60; t += 5)
        {
            Round(a, ref b, Majority(b, c, d), ref e, schedule + t);
            Round(e, ref a, Majority(a, b, c), ref d, schedule + t + 1);
            Round(d, ref e, Majority(e, a, b), ref c, schedule + t + 2);
            Round(c, ref d, Majority(d, e, a), ref b, schedule + t + 3);
            Round(b, ref c, Majority(c, d, e), ref a, schedule + t + 4);
        }

        work.Step();
        ahead.From0();
        ParityRounds(ref a, ref b, ref c, ref d, ref e, schedule + 60);
        work.Step();
        state.A += a;
        state.B += b;
        state.C += c;
        state.D += d;
        state.E += e;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ParityRounds(ref uint a, ref uint b, ref uint c, ref uint d, ref uint e, uint* schedule)
    {
        for (nuint t = 0; t < 20; t += 5)
        {
            Round(a, ref b, Parity(b, c, d), ref e, schedule + t);
            Round(e, ref a, Parity(a, b, c), ref d, schedule + t + 1);
            Round(d, ref e, Parity(e, a, b), ref c, schedule + t + 2);
            Round(c, ref d, Parity(d, e, a), ref b, schedule + t + 3);
            Round(b, ref c, Parity(c, d, e), ref a, schedule + t + 4);
        }
    }

    // The rotation of a is the last to arrive, so it is added last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(uint a, ref uint b, uint f, ref uint e, uint* wk)
    {
        e = e + *wk + f + BitOperations.RotateLeft(a, 5);
        b = BitOperations.RotateRight(b, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Choose(uint x, uint y, uint z) => (x & y) + (~x & z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Majority(uint x, uint y, uint z) => (x & y) + (z & (x ^ y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Parity(uint x, uint y, uint z) => x ^ y ^ z;
}
