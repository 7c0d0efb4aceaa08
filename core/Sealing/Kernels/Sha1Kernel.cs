// SHA-1, FIPS 180-4 section 6.1. The rounds are written once over ILanes; the schedule of a single message is made four
// words at a time (Sha1Ahead), because its recurrence has room for it:
//   W[t] = ROTL1(W[t-3] ^ W[t-8] ^ W[t-14] ^ W[t-16])          t < 32; lane 3 of a step needs lane 0
//   W[t] = ROTL2(W[t-6] ^ W[t-16] ^ W[t-28] ^ W[t-32])         t >= 32: the recurrence applied to itself
// Ch and Maj are sums of two terms that have no bit in common: no term waits for the other.
// Cost: about 190 cycles a block, bound by instruction issue.

using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

/// <summary>The five words of SHA-1, one message per lane.</summary>
internal struct Sha1Words<TWord>
    where TWord : unmanaged
{
    internal TWord A, B, C, D, E;
}

/// <summary>SHA-1's message schedule and rounds.</summary>
internal static unsafe class Sha1Kernel
{
    internal const int Rounds = 80;

    internal const uint K0 = 0x5A827999;
    internal const uint K1 = 0x6ED9EBA1;
    internal const uint K2 = 0x8F1BBCDC;
    internal const uint K3 = 0xCA62C1D6;

    /// <summary>The constant of a round.</summary>
    internal static uint Constant(int round) => round < 20 ? K0 : round < 40 ? K1 : round < 60 ? K2 : K3;

    /// <summary>Turns the 16 words of the block at the head of <paramref name="schedule"/> into W[t] + K[t] of all rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ScheduleLanes<TWord, TLanes>(TWord* schedule)
        where TWord : unmanaged
        where TLanes : struct, ILanes<TWord>
    {
        for (int t = 16; t < Rounds; t++)
        {
            TWord* w = schedule + t;
            w[0] = TLanes.RotateRight(TLanes.Xor(TLanes.Parity(w[-3], w[-8], w[-14]), w[-16]), 31);
            w[-16] = TLanes.AddConstant(w[-16], Constant(t - 16));
        }

        for (int t = Rounds - 16; t < Rounds; t++)
        {
            schedule[t] = TLanes.AddConstant(schedule[t], K3);
        }
    }

    /// <summary>Runs the 80 rounds over W + K and adds the result to the state. Of the schedule, the words of the first 20
    /// rounds are there; <paramref name="ahead"/> makes those of each 20 rounds before the 20 rounds that precede them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Compress<TWord, TLanes, TAhead, TWork>(ref Sha1Words<TWord> state, TWord* schedule, ref TAhead ahead, ref TWork work)
        where TWord : unmanaged
        where TLanes : struct, ILanes<TWord>
        where TAhead : struct, ISha1Ahead
        where TWork : struct, IRoundWork
    {
        TWord a = state.A, b = state.B, c = state.C, d = state.D, e = state.E;
        ahead.From20();
        for (nuint t = 0; t < 20; t += 5)
        {
            Round<TWord, TLanes>(a, ref b, TLanes.Choose(b, c, d), ref e, schedule + t);
            Round<TWord, TLanes>(e, ref a, TLanes.Choose(a, b, c), ref d, schedule + t + 1);
            Round<TWord, TLanes>(d, ref e, TLanes.Choose(e, a, b), ref c, schedule + t + 2);
            Round<TWord, TLanes>(c, ref d, TLanes.Choose(d, e, a), ref b, schedule + t + 3);
            Round<TWord, TLanes>(b, ref c, TLanes.Choose(c, d, e), ref a, schedule + t + 4);
        }

        work.Step();
        ahead.From40();
        ParityRounds<TWord, TLanes>(ref a, ref b, ref c, ref d, ref e, schedule + 20);
        work.Step();
        ahead.From60();
        for (nuint t = 40; t < 60; t += 5)
        {
            Round<TWord, TLanes>(a, ref b, TLanes.Majority(b, c, d), ref e, schedule + t);
            Round<TWord, TLanes>(e, ref a, TLanes.Majority(a, b, c), ref d, schedule + t + 1);
            Round<TWord, TLanes>(d, ref e, TLanes.Majority(e, a, b), ref c, schedule + t + 2);
            Round<TWord, TLanes>(c, ref d, TLanes.Majority(d, e, a), ref b, schedule + t + 3);
            Round<TWord, TLanes>(b, ref c, TLanes.Majority(c, d, e), ref a, schedule + t + 4);
        }

        work.Step();
        ahead.From0();
        ParityRounds<TWord, TLanes>(ref a, ref b, ref c, ref d, ref e, schedule + 60);
        work.Step();
        state.A = TLanes.Add(state.A, a);
        state.B = TLanes.Add(state.B, b);
        state.C = TLanes.Add(state.C, c);
        state.D = TLanes.Add(state.D, d);
        state.E = TLanes.Add(state.E, e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ParityRounds<TWord, TLanes>(ref TWord a, ref TWord b, ref TWord c, ref TWord d, ref TWord e, TWord* schedule)
        where TWord : unmanaged
        where TLanes : struct, ILanes<TWord>
    {
        for (nuint t = 0; t < 20; t += 5)
        {
            Round<TWord, TLanes>(a, ref b, TLanes.Parity(b, c, d), ref e, schedule + t);
            Round<TWord, TLanes>(e, ref a, TLanes.Parity(a, b, c), ref d, schedule + t + 1);
            Round<TWord, TLanes>(d, ref e, TLanes.Parity(e, a, b), ref c, schedule + t + 2);
            Round<TWord, TLanes>(c, ref d, TLanes.Parity(d, e, a), ref b, schedule + t + 3);
            Round<TWord, TLanes>(b, ref c, TLanes.Parity(c, d, e), ref a, schedule + t + 4);
        }
    }

    // The rotation of a is the last to arrive, so it is added last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<TWord, TLanes>(TWord a, ref TWord b, TWord f, ref TWord e, TWord* wk)
        where TWord : unmanaged
        where TLanes : struct, ILanes<TWord>
    {
        e = TLanes.Add(TLanes.Add(TLanes.Add(e, *wk), f), TLanes.RotateRight(a, 27));
        b = TLanes.RotateRight(b, 2);
    }
}
