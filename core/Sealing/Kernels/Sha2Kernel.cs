// SHA-256 and SHA-512, FIPS 180-4 sections 6.2 and 6.4: one algorithm on 32- and 64-bit words.
//   W[t]  = s1(W[t-2]) + W[t-7] + s0(W[t-15]) + W[t-16]
//   T1    = h + S1(e) + Ch(e, f, g) + K[t] + W[t];   T2 = S0(a) + Maj(a, b, c)
// Cost: about 23 instructions a round and 13 for a word of the schedule, bound by issue.

using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

/// <summary>The eight words of SHA-2, one message per lane.</summary>
internal struct Sha2Words<TWord>
    where TWord : unmanaged
{
    internal TWord A, B, C, D, E, F, G, H;
}

/// <summary>What differs between SHA-256 and SHA-512.</summary>
internal unsafe interface ISha2<TWord>
    where TWord : unmanaged
{
    /// <summary>64 or 80.</summary>
    static abstract int Rounds { get; }

    /// <summary>K[round].</summary>
    static abstract ulong Constant(int round);

    /// <summary>S0(x).</summary>
    static abstract TWord BigSigma0(TWord x);

    /// <summary>S1(x).</summary>
    static abstract TWord BigSigma1(TWord x);

    /// <summary>s0(x).</summary>
    static abstract TWord SmallSigma0(TWord x);

    /// <summary>s1(x).</summary>
    static abstract TWord SmallSigma1(TWord x);
}

/// <summary>SHA-2's message schedule and rounds.</summary>
internal static unsafe class Sha2Kernel
{
    internal const int MaxRounds = 80;

    /// <summary>Turns the 16 words of the block at the head of <paramref name="schedule"/> into W[t] + K[t] of all rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Schedule<TWord, TLanes, TSha>(TWord* schedule)
        where TWord : unmanaged
        where TLanes : struct, ILanes<TWord>
        where TSha : struct, ISha2<TWord>
    {
        for (int t = 16; t < TSha.Rounds; t++)
        {
            TWord* w = schedule + t;
            w[0] = TLanes.Add(
                TLanes.Add(w[-16], TSha.SmallSigma0(w[-15])),
                TLanes.Add(w[-7], TSha.SmallSigma1(w[-2])));
            w[-16] = TLanes.AddConstant(w[-16], TSha.Constant(t - 16));
        }

        for (int t = TSha.Rounds - 16; t < TSha.Rounds; t++)
        {
            schedule[t] = TLanes.AddConstant(schedule[t], TSha.Constant(t));
        }
    }

    /// <summary>Runs all rounds over W + K and adds the result to the state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Compress<TWord, TLanes, TSha, TWork>(ref Sha2Words<TWord> state, TWord* schedule, ref TWork work)
        where TWord : unmanaged
        where TLanes : struct, ILanes<TWord>
        where TSha : struct, ISha2<TWord>
        where TWork : struct, IRoundWork
    {
        TWord a = state.A, b = state.B, c = state.C, d = state.D, e = state.E, f = state.F, g = state.G, h = state.H;
        for (nuint t = 0; t < (nuint)TSha.Rounds; t += 8)
        {
            Round<TWord, TLanes, TSha>(a, b, c, ref d, e, f, g, ref h, schedule[t]);
            Round<TWord, TLanes, TSha>(h, a, b, ref c, d, e, f, ref g, schedule[t + 1]);
            Round<TWord, TLanes, TSha>(g, h, a, ref b, c, d, e, ref f, schedule[t + 2]);
            Round<TWord, TLanes, TSha>(f, g, h, ref a, b, c, d, ref e, schedule[t + 3]);
            Round<TWord, TLanes, TSha>(e, f, g, ref h, a, b, c, ref d, schedule[t + 4]);
            Round<TWord, TLanes, TSha>(d, e, f, ref g, h, a, b, ref c, schedule[t + 5]);
            Round<TWord, TLanes, TSha>(c, d, e, ref f, g, h, a, ref b, schedule[t + 6]);
            Round<TWord, TLanes, TSha>(b, c, d, ref e, f, g, h, ref a, schedule[t + 7]);
            if (t < 8 * StepsPerBlock<TWord>())
            {
                work.Step();
            }
        }

        state.A = TLanes.Add(state.A, a);
        state.B = TLanes.Add(state.B, b);
        state.C = TLanes.Add(state.C, c);
        state.D = TLanes.Add(state.D, d);
        state.E = TLanes.Add(state.E, e);
        state.F = TLanes.Add(state.F, f);
        state.G = TLanes.Add(state.G, g);
        state.H = TLanes.Add(state.H, h);
    }

    // One step for each 16 bytes of a single message's block: 4 of 64 bytes, 8 of 128.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint StepsPerBlock<TWord>()
        where TWord : unmanaged => sizeof(TWord) == sizeof(ulong) ? 8u : 4u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<TWord, TLanes, TSha>(
        TWord a, TWord b, TWord c, ref TWord d, TWord e, TWord f, TWord g, ref TWord h, TWord wk)
        where TWord : unmanaged
        where TLanes : struct, ILanes<TWord>
        where TSha : struct, ISha2<TWord>
    {
        h = TLanes.Add(TLanes.Add(TLanes.Add(h, wk), TLanes.Choose(e, f, g)), TSha.BigSigma1(e));
        d = TLanes.Add(d, h);
        h = TLanes.Add(TLanes.Add(h, TLanes.Majority(a, b, c)), TSha.BigSigma0(a));
    }
}
