// SHA-256 and SHA-512, FIPS 180-4 sections 6.2 and 6.4: one round on 32- and 64-bit words.
//   T1    = h + S1(e) + Ch(e, f, g) + K[t] + W[t];   T2 = S0(a) + Maj(a, b, c)
//   Maj(a, b, c) = b ^ ((a ^ b) & (b ^ c)), and a ^ b is b ^ c of the next round
// The schedules are made in vectors, 16 rounds ahead and between the rounds: each alone waits for its own recurrence.

using System.Numerics;
using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

/// <summary>The eight words of SHA-2.</summary>
internal struct Sha2Words<TWord>
    where TWord : unmanaged, IBinaryInteger<TWord>
{
    internal TWord A, B, C, D, E, F, G, H;

    /// <summary>Adds words to the words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(TWord a, TWord b, TWord c, TWord d, TWord e, TWord f, TWord g, TWord h)
    {
        A += a;
        B += b;
        C += c;
        D += d;
        E += e;
        F += f;
        G += g;
        H += h;
    }
}

/// <summary>The functions of the rounds, sections 4.1.2 and 4.1.3.</summary>
internal interface ISha2<TWord>
{
    /// <summary>S0(x).</summary>
    static abstract TWord BigSigma0(TWord x);

    /// <summary>S1(x).</summary>
    static abstract TWord BigSigma1(TWord x);
}

/// <summary>SHA-2's rounds.</summary>
internal static unsafe class Sha2Kernel
{
    /// <summary>Two rounds. Afterwards the words have moved on by two: g is the new a, h the new b.</summary>
    /// <param name="bc">b ^ c, of the first round and then of the next.</param>
    /// <param name="a">a.</param>
    /// <param name="b">b.</param>
    /// <param name="c">c.</param>
    /// <param name="d">d.</param>
    /// <param name="e">e.</param>
    /// <param name="f">f.</param>
    /// <param name="g">g.</param>
    /// <param name="h">h.</param>
    /// <param name="next">W + K of the two.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Two<TWord, TSha>(
        ref TWord bc, ref TWord a, ref TWord b, ref TWord c, ref TWord d, ref TWord e, ref TWord f, ref TWord g, ref TWord h, TWord* next)
        where TWord : unmanaged, IBinaryInteger<TWord>
        where TSha : struct, ISha2<TWord>
    {
        Round<TWord, TSha>(ref bc, a, b, ref d, e, f, g, ref h, next[0]);
        Round<TWord, TSha>(ref bc, h, a, ref c, d, e, f, ref g, next[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<TWord, TSha>(ref TWord bc, TWord a, TWord b, ref TWord d, TWord e, TWord f, TWord g, ref TWord h, TWord wk)
        where TWord : unmanaged, IBinaryInteger<TWord>
        where TSha : struct, ISha2<TWord>
    {
        h += wk;
        h += g ^ (e & (f ^ g));
        h += TSha.BigSigma1(e);
        d += h;
        TWord ab = a ^ b;
        h += TSha.BigSigma0(a);
        h += b ^ (ab & bc);
        bc = ab;
    }
}
