// SHA-512 of one message, FIPS 180-4 section 6.4: its schedule and its constants; the rounds are Sha2Kernel's.
//   W[t]  = s1(W[t-2]) + W[t-7] + s0(W[t-15]) + W[t-16]
// Cost: about 610 cycles a block, bound by issue; work between the rounds is nearly free.

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>SHA-512 and SHA-384.</summary>
internal readonly unsafe struct Sha512 : ISha2<ulong>
{
    private const int BlockSize = 128;
    private const int Rounds = 80;
    private const int WordsPerBlock = 16;

    /// <summary>Compresses blocks, with one step of work every eight rounds of the first 64.</summary>
    [SkipLocalsInit]
    internal static void Compress<TWork>(ref Sha2Words<ulong> state, byte* blocks, nuint count, ref TWork work)
        where TWork : struct, IRoundWork
    {
        // W + K of the 16 rounds to come.
        ulong* next = stackalloc ulong[WordsPerBlock];
        for (; count > 0; count--, blocks += BlockSize)
        {
            ulong a = state.A, b = state.B, c = state.C, d = state.D, e = state.E, f = state.F, g = state.G, h = state.H, bc = b ^ c;
            Vector128<ulong> w0 = Load(blocks, next, 0);
            Vector128<ulong> w1 = Load(blocks, next, 2);
            Vector128<ulong> w2 = Load(blocks, next, 4);
            Vector128<ulong> w3 = Load(blocks, next, 6);
            Vector128<ulong> w4 = Load(blocks, next, 8);
            Vector128<ulong> w5 = Load(blocks, next, 10);
            Vector128<ulong> w6 = Load(blocks, next, 12);
            Vector128<ulong> w7 = Load(blocks, next, 14);
            for (nuint t = WordsPerBlock; t < Rounds; t += WordsPerBlock)
            {
                Two(ref bc, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, next);
                w0 = Expand(w0, w1, w4, w5, w7, next, t);
                Two(ref bc, ref g, ref h, ref a, ref b, ref c, ref d, ref e, ref f, next + 2);
                w1 = Expand(w1, w2, w5, w6, w0, next + 2, t + 2);
                Two(ref bc, ref e, ref f, ref g, ref h, ref a, ref b, ref c, ref d, next + 4);
                w2 = Expand(w2, w3, w6, w7, w1, next + 4, t + 4);
                Two(ref bc, ref c, ref d, ref e, ref f, ref g, ref h, ref a, ref b, next + 6);
                w3 = Expand(w3, w4, w7, w0, w2, next + 6, t + 6);
                work.Step();
                Two(ref bc, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, next + 8);
                w4 = Expand(w4, w5, w0, w1, w3, next + 8, t + 8);
                Two(ref bc, ref g, ref h, ref a, ref b, ref c, ref d, ref e, ref f, next + 10);
                w5 = Expand(w5, w6, w1, w2, w4, next + 10, t + 10);
                Two(ref bc, ref e, ref f, ref g, ref h, ref a, ref b, ref c, ref d, next + 12);
                w6 = Expand(w6, w7, w2, w3, w5, next + 12, t + 12);
                Two(ref bc, ref c, ref d, ref e, ref f, ref g, ref h, ref a, ref b, next + 14);
                w7 = Expand(w7, w0, w3, w4, w6, next + 14, t + 14);
                work.Step();
            }

            for (ulong* last = next; last < next + WordsPerBlock; last += 8)
            {
                Two(ref bc, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, last);
                Two(ref bc, ref g, ref h, ref a, ref b, ref c, ref d, ref e, ref f, last + 2);
                Two(ref bc, ref e, ref f, ref g, ref h, ref a, ref b, ref c, ref d, last + 4);
                Two(ref bc, ref c, ref d, ref e, ref f, ref g, ref h, ref a, ref b, last + 6);
            }

            state.Add(a, b, c, d, e, f, g, h);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong BigSigma0(ulong x) =>
        BitOperations.RotateRight(x, 28) ^ BitOperations.RotateRight(x, 34) ^ BitOperations.RotateRight(x, 39);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong BigSigma1(ulong x) =>
        BitOperations.RotateRight(x, 14) ^ BitOperations.RotateRight(x, 18) ^ BitOperations.RotateRight(x, 41);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(byte* block, ulong* next, nuint t)
    {
        Vector128<ulong> words = Vector128.Shuffle(
            Vector128.Load(block + sizeof(ulong) * t),
            Vector128.Create((byte)7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8)).AsUInt64();
        Put(words, next + t, t);
        return words;
    }

    // Words t and t + 1 from those 16 to 2 before, each pair in a vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Expand(
        Vector128<ulong> w16, Vector128<ulong> w14, Vector128<ulong> w8, Vector128<ulong> w6, Vector128<ulong> w2, ulong* next, nuint t)
    {
        Vector128<ulong> w15 = Middle(w16, w14);
        Vector128<ulong> small0 = (w15 >>> 1) ^ (w15 << 63) ^ (w15 >>> 8) ^ (w15 << 56) ^ (w15 >>> 7);
        Vector128<ulong> small1 = (w2 >>> 19) ^ (w2 << 45) ^ (w2 >>> 61) ^ (w2 << 3) ^ (w2 >>> 6);
        Vector128<ulong> words = w16 + Middle(w8, w6) + small0 + small1;
        Put(words, next, t);
        return words;
    }

    // The upper word of the older vector, then the lower one of the newer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Middle(Vector128<ulong> older, Vector128<ulong> newer) =>
        Vector128.Shuffle(Vector128.ConditionalSelect(Vector128.Create(0, ~0UL), older, newer), Vector128.Create(1UL, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two(
        ref ulong bc, ref ulong a, ref ulong b, ref ulong c, ref ulong d, ref ulong e, ref ulong f, ref ulong g, ref ulong h, ulong* next) =>
        Sha2Kernel.Two<ulong, Sha512>(ref bc, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, next);

    // SAFETY: t is at most 80 - 2, and there are 80 constants.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector128<ulong> words, ulong* next, nuint t) =>
        Vector128.Store(words + Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Constants), t), next);

    private static ReadOnlySpan<ulong> Constants =>
    [
        0x428A2F98D728AE22, 0x7137449123EF65CD, 0xB5C0FBCFEC4D3B2F, 0xE9B5DBA58189DBBC,
        0x3956C25BF348B538, 0x59F111F1B605D019, 0x923F82A4AF194F9B, 0xAB1C5ED5DA6D8118,
        0xD807AA98A3030242, 0x12835B0145706FBE, 0x243185BE4EE4B28C, 0x550C7DC3D5FFB4E2,
        0x72BE5D74F27B896F, 0x80DEB1FE3B1696B1, 0x9BDC06A725C71235, 0xC19BF174CF692694,
        0xE49B69C19EF14AD2, 0xEFBE4786384F25E3, 0x0FC19DC68B8CD5B5, 0x240CA1CC77AC9C65,
        0x2DE92C6F592B0275, 0x4A7484AA6EA6E483, 0x5CB0A9DCBD41FBD4, 0x76F988DA831153B5,
        0x983E5152EE66DFAB, 0xA831C66D2DB43210, 0xB00327C898FB213F, 0xBF597FC7BEEF0EE4,
        0xC6E00BF33DA88FC2, 0xD5A79147930AA725, 0x06CA6351E003826F, 0x142929670A0E6E70,
        0x27B70A8546D22FFC, 0x2E1B21385C26C926, 0x4D2C6DFC5AC42AED, 0x53380D139D95B3DF,
        0x650A73548BAF63DE, 0x766A0ABB3C77B2A8, 0x81C2C92E47EDAEE6, 0x92722C851482353B,
        0xA2BFE8A14CF10364, 0xA81A664BBC423001, 0xC24B8B70D0F89791, 0xC76C51A30654BE30,
        0xD192E819D6EF5218, 0xD69906245565A910, 0xF40E35855771202A, 0x106AA07032BBD1B8,
        0x19A4C116B8D2D0C8, 0x1E376C085141AB53, 0x2748774CDF8EEB99, 0x34B0BCB5E19B48A8,
        0x391C0CB3C5C95A63, 0x4ED8AA4AE3418ACB, 0x5B9CCA4F7763E373, 0x682E6FF3D6B2B8A3,
        0x748F82EE5DEFB2FC, 0x78A5636F43172F60, 0x84C87814A1F0AB72, 0x8CC702081A6439EC,
        0x90BEFFFA23631E28, 0xA4506CEBDE82BDE9, 0xBEF9A3F7B2C67915, 0xC67178F2E372532B,
        0xCA273ECEEA26619C, 0xD186B8C721C0C207, 0xEADA7DD6CDE0EB1E, 0xF57D4F7FEE6ED178,
        0x06F067AA72176FBA, 0x0A637DC5A2C898A6, 0x113F9804BEF90DAE, 0x1B710B35131C471B,
        0x28DB77F523047D84, 0x32CAAB7B40C72493, 0x3C9EBE0A15C9BEBC, 0x431D67C49C100D4C,
        0x4CC5D4BECB3E42B6, 0x597F299CFC657E2A, 0x5FCB6FAB3AD6FAEC, 0x6C44198C4A475817,
    ];
}
