// SHA-1, FIPS 180-4 section 6.1. The rounds are written once over ILanes; the schedule of a single message is made four
// words at a time, because its recurrence has room for it:
//   W[t] = ROTL1(W[t-3] ^ W[t-8] ^ W[t-14] ^ W[t-16])          t < 32; lane 3 of a step needs lane 0
//   W[t] = ROTL2(W[t-6] ^ W[t-16] ^ W[t-28] ^ W[t-32])         t >= 32: the recurrence applied to itself
// Cost: about 190 cycles a block, bound by instruction issue.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    private const uint K0 = 0x5A827999;
    private const uint K1 = 0x6ED9EBA1;
    private const uint K2 = 0x8F1BBCDC;
    private const uint K3 = 0xCA62C1D6;

    /// <summary>The constant of a round.</summary>
    internal static uint Constant(int round) => round < 20 ? K0 : round < 40 ? K1 : round < 60 ? K2 : K3;

    /// <summary>Writes W[t] + K[t] for one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Schedule(byte* block, uint* schedule)
    {
        Vector128<uint> w0 = LoadBigEndian(block);
        Vector128<uint> w1 = LoadBigEndian(block + 16);
        Vector128<uint> w2 = LoadBigEndian(block + 32);
        Vector128<uint> w3 = LoadBigEndian(block + 48);
        Put(schedule, 0, w0, K0);
        Put(schedule, 1, w1, K0);
        Put(schedule, 2, w2, K0);
        Put(schedule, 3, w3, K0);
        Vector128<uint> w4 = Put(schedule, 4, Early(w0, w1, w2, w3), K0);
        Vector128<uint> w5 = Put(schedule, 5, Early(w1, w2, w3, w4), K1);
        Vector128<uint> w6 = Put(schedule, 6, Early(w2, w3, w4, w5), K1);
        Vector128<uint> w7 = Put(schedule, 7, Early(w3, w4, w5, w6), K1);
        w0 = Put(schedule, 8, Late(w0, w1, w4, w6, w7), K1);
        w1 = Put(schedule, 9, Late(w1, w2, w5, w7, w0), K1);
        w2 = Put(schedule, 10, Late(w2, w3, w6, w0, w1), K2);
        w3 = Put(schedule, 11, Late(w3, w4, w7, w1, w2), K2);
        w4 = Put(schedule, 12, Late(w4, w5, w0, w2, w3), K2);
        w5 = Put(schedule, 13, Late(w5, w6, w1, w3, w4), K2);
        w6 = Put(schedule, 14, Late(w6, w7, w2, w4, w5), K2);
        w7 = Put(schedule, 15, Late(w7, w0, w3, w5, w6), K3);
        w0 = Put(schedule, 16, Late(w0, w1, w4, w6, w7), K3);
        w1 = Put(schedule, 17, Late(w1, w2, w5, w7, w0), K3);
        w2 = Put(schedule, 18, Late(w2, w3, w6, w0, w1), K3);
        _ = Put(schedule, 19, Late(w3, w4, w7, w1, w2), K3);
    }

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

    /// <summary>Runs the 80 rounds over W + K and adds the result to the state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Compress<TWord, TLanes, TWork>(ref Sha1Words<TWord> state, TWord* schedule, ref TWork work)
        where TWord : unmanaged
        where TLanes : struct, ILanes<TWord>
        where TWork : struct, IRoundWork
    {
        TWord a = state.A, b = state.B, c = state.C, d = state.D, e = state.E;
        for (nuint t = 0; t < 20; t += 5)
        {
            Round<TWord, TLanes>(a, ref b, TLanes.Choose(b, c, d), ref e, schedule[t]);
            Round<TWord, TLanes>(e, ref a, TLanes.Choose(a, b, c), ref d, schedule[t + 1]);
            Round<TWord, TLanes>(d, ref e, TLanes.Choose(e, a, b), ref c, schedule[t + 2]);
            Round<TWord, TLanes>(c, ref d, TLanes.Choose(d, e, a), ref b, schedule[t + 3]);
            Round<TWord, TLanes>(b, ref c, TLanes.Choose(c, d, e), ref a, schedule[t + 4]);
        }

        work.Step();
        ParityRounds<TWord, TLanes>(ref a, ref b, ref c, ref d, ref e, schedule + 20);
        work.Step();
        for (nuint t = 40; t < 60; t += 5)
        {
            Round<TWord, TLanes>(a, ref b, TLanes.Majority(b, c, d), ref e, schedule[t]);
            Round<TWord, TLanes>(e, ref a, TLanes.Majority(a, b, c), ref d, schedule[t + 1]);
            Round<TWord, TLanes>(d, ref e, TLanes.Majority(e, a, b), ref c, schedule[t + 2]);
            Round<TWord, TLanes>(c, ref d, TLanes.Majority(d, e, a), ref b, schedule[t + 3]);
            Round<TWord, TLanes>(b, ref c, TLanes.Majority(c, d, e), ref a, schedule[t + 4]);
        }

        work.Step();
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
            Round<TWord, TLanes>(a, ref b, TLanes.Parity(b, c, d), ref e, schedule[t]);
            Round<TWord, TLanes>(e, ref a, TLanes.Parity(a, b, c), ref d, schedule[t + 1]);
            Round<TWord, TLanes>(d, ref e, TLanes.Parity(e, a, b), ref c, schedule[t + 2]);
            Round<TWord, TLanes>(c, ref d, TLanes.Parity(d, e, a), ref b, schedule[t + 3]);
            Round<TWord, TLanes>(b, ref c, TLanes.Parity(c, d, e), ref a, schedule[t + 4]);
        }
    }

    // The rotation of a is the last to arrive, so it is added last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<TWord, TLanes>(TWord a, ref TWord b, TWord f, ref TWord e, TWord wk)
        where TWord : unmanaged
        where TLanes : struct, ILanes<TWord>
    {
        e = TLanes.Add(TLanes.Add(TLanes.Add(e, wk), f), TLanes.RotateRight(a, 27));
        b = TLanes.RotateRight(b, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Early(Vector128<uint> w16, Vector128<uint> w12, Vector128<uint> w8, Vector128<uint> w4)
    {
        Vector128<uint> x = w16 ^ Middle(w16, w12) ^ w8 ^ Vector128.Shuffle(w4, Vector128.Create(1u, 2, 3, 4));
        x = (x << 1) | (x >>> 31);
        Vector128<uint> last = Vector128.Shuffle(x, Vector128.Create(4u, 4, 4, 0));
        return x ^ (last << 1) ^ (last >>> 31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Late(
        Vector128<uint> w32, Vector128<uint> w28, Vector128<uint> w16, Vector128<uint> w8, Vector128<uint> w4)
    {
        Vector128<uint> x = w32 ^ w28 ^ w16 ^ Middle(w8, w4);
        return (x << 2) | (x >>> 30);
    }

    // The two upper words of the older vector, then the two lower ones of the newer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Middle(Vector128<uint> older, Vector128<uint> newer) =>
        Vector128.Shuffle(
            Vector128.ConditionalSelect(Vector128.Create(0, 0, ~0u, ~0u), older, newer),
            Vector128.Create(2u, 3, 0, 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> LoadBigEndian(byte* source) =>
        Vector128.Shuffle(
            Vector128.Load(source),
            Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Put(uint* schedule, int index, Vector128<uint> words, uint constant)
    {
        Vector128.Store(words + Vector128.Create(constant), schedule + 4 * index);
        return words;
    }
}
