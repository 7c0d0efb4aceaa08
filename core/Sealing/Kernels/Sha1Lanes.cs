// SHA-1 of several messages at once, one per lane of a vector, FIPS 180-4 section 6.1. Each round makes a word of the
// schedule, W[t+16] = ROTL1(W[t+13] ^ W[t+8] ^ W[t+2] ^ W[t]), which is needed 16 rounds later.
// Cost: about ten vector instructions a round for all lanes, bound by issue.

using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

/// <summary>The five words of SHA-1, one message per lane.</summary>
internal struct Sha1Words<TWord>
    where TWord : unmanaged
{
    internal TWord A, B, C, D, E;
}

/// <summary>SHA-1's compression function in lanes.</summary>
internal static unsafe class Sha1Lanes<TWord, TLanes>
    where TWord : unmanaged
    where TLanes : struct, ILanes<TWord>
{
    /// <summary>Words of memory that <see cref="Compress"/> works in: those of a block first, at a multiple of their size.</summary>
    internal const int ScheduleWords = Sha1Kernel.Rounds + 1;

    internal const int WordsPerBlock = 16;

    // The last rounds whose word of the schedule, 16 ahead, is still needed; in fives.
    private const int LastExpanded = 65;

    /// <summary>Runs the 80 rounds over the block at the head of <paramref name="w"/> and adds the result to the state.</summary>
    internal static void Compress(ref Sha1Words<TWord> state, TWord* w)
    {
        TWord a = state.A, b = state.B, c = state.C, d = state.D, e = state.E;
        for (TWord* end = w + 20; w < end; w += 5)
        {
            Round(a, ref b, TLanes.Choose(b, c, d), ref e, w, Sha1Kernel.K0);
            Round(e, ref a, TLanes.Choose(a, b, c), ref d, w + 1, Sha1Kernel.K0);
            Round(d, ref e, TLanes.Choose(e, a, b), ref c, w + 2, Sha1Kernel.K0);
            Round(c, ref d, TLanes.Choose(d, e, a), ref b, w + 3, Sha1Kernel.K0);
            Round(b, ref c, TLanes.Choose(c, d, e), ref a, w + 4, Sha1Kernel.K0);
        }

        ParityRounds(ref a, ref b, ref c, ref d, ref e, w, w + 20, Sha1Kernel.K1);
        w += 20;
        for (TWord* end = w + 20; w < end; w += 5)
        {
            Round(a, ref b, TLanes.Majority(b, c, d), ref e, w, Sha1Kernel.K2);
            Round(e, ref a, TLanes.Majority(a, b, c), ref d, w + 1, Sha1Kernel.K2);
            Round(d, ref e, TLanes.Majority(e, a, b), ref c, w + 2, Sha1Kernel.K2);
            Round(c, ref d, TLanes.Majority(d, e, a), ref b, w + 3, Sha1Kernel.K2);
            Round(b, ref c, TLanes.Majority(c, d, e), ref a, w + 4, Sha1Kernel.K2);
        }

        ParityRounds(ref a, ref b, ref c, ref d, ref e, w, w + (LastExpanded - 60), Sha1Kernel.K3);
        for (TWord* end = w + 20, t = w + (LastExpanded - 60); t < end; t += 5)
        {
            LastRound(a, ref b, TLanes.Parity(b, c, d), ref e, t[0], Sha1Kernel.K3);
            LastRound(e, ref a, TLanes.Parity(a, b, c), ref d, t[1], Sha1Kernel.K3);
            LastRound(d, ref e, TLanes.Parity(e, a, b), ref c, t[2], Sha1Kernel.K3);
            LastRound(c, ref d, TLanes.Parity(d, e, a), ref b, t[3], Sha1Kernel.K3);
            LastRound(b, ref c, TLanes.Parity(c, d, e), ref a, t[4], Sha1Kernel.K3);
        }

        state.A = TLanes.Add(state.A, a);
        state.B = TLanes.Add(state.B, b);
        state.C = TLanes.Add(state.C, c);
        state.D = TLanes.Add(state.D, d);
        state.E = TLanes.Add(state.E, e);
    }

    /// <summary>Puts the words of one block of every message into lanes.</summary>
    /// <param name="messages">The block of the first message; the others lie one stride apart.</param>
    /// <param name="stride">Bytes from one message to the next.</param>
    /// <param name="w">The words.</param>
    internal static void Load(byte* messages, nuint stride, TWord* w)
    {
        for (TWord* end = w + WordsPerBlock; w < end; w += 4, messages += 4 * sizeof(uint))
        {
            TWord m0 = TLanes.LoadFours(messages, 4 * stride);
            TWord m1 = TLanes.LoadFours(messages + stride, 4 * stride);
            TWord m2 = TLanes.LoadFours(messages + 2 * stride, 4 * stride);
            TWord m3 = TLanes.LoadFours(messages + 3 * stride, 4 * stride);
            TWord low01 = TLanes.UnpackLow(m0, m1), low23 = TLanes.UnpackLow(m2, m3);
            TWord high01 = TLanes.UnpackHigh(m0, m1), high23 = TLanes.UnpackHigh(m2, m3);
            w[0] = TLanes.UnpackLowPairs(low01, low23);
            w[1] = TLanes.UnpackHighPairs(low01, low23);
            w[2] = TLanes.UnpackLowPairs(high01, high23);
            w[3] = TLanes.UnpackHighPairs(high01, high23);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ParityRounds(ref TWord a, ref TWord b, ref TWord c, ref TWord d, ref TWord e, TWord* w, TWord* end, uint constant)
    {
        for (; w < end; w += 5)
        {
            Round(a, ref b, TLanes.Parity(b, c, d), ref e, w, constant);
            Round(e, ref a, TLanes.Parity(a, b, c), ref d, w + 1, constant);
            Round(d, ref e, TLanes.Parity(e, a, b), ref c, w + 2, constant);
            Round(c, ref d, TLanes.Parity(d, e, a), ref b, w + 3, constant);
            Round(b, ref c, TLanes.Parity(c, d, e), ref a, w + 4, constant);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(TWord a, ref TWord b, TWord f, ref TWord e, TWord* w, uint constant)
    {
        w[16] = TLanes.RotateRight(TLanes.Xor(TLanes.Parity(w[13], w[8], w[2]), w[0]), 31);
        LastRound(a, ref b, f, ref e, w[0], constant);
    }

    // The rotation of a is the last to arrive, so it is added last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LastRound(TWord a, ref TWord b, TWord f, ref TWord e, TWord word, uint constant)
    {
        e = TLanes.Add(TLanes.Add(TLanes.Add(e, TLanes.AddConstant(word, constant)), f), TLanes.RotateRight(a, 27));
        b = TLanes.RotateRight(b, 2);
    }
}
