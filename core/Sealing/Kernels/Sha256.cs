// SHA-256 of one message, FIPS 180-4 section 6.2: its schedule and its constants; the rounds are Sha2Kernel's.
//   W[t]  = s1(W[t-2]) + W[t-7] + s0(W[t-15]) + W[t-16]
// Cost: about 540 cycles a block, bound by issue.

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>SHA-256.</summary>
internal readonly unsafe struct Sha256 : ISha2<uint>
{
    private const int BlockSize = 64;
    private const int Rounds = 64;
    private const int WordsPerBlock = 16;

    /// <summary>Compresses blocks, with one step of work every 16 rounds of the first 48, and one at the end.</summary>
    [SkipLocalsInit]
    internal static void Compress<TWork>(ref Sha2Words<uint> state, byte* blocks, nuint count, ref TWork work)
        where TWork : struct, IRoundWork
    {
        // W + K of the 16 rounds to come.
        uint* next = stackalloc uint[WordsPerBlock];
        for (; count > 0; count--, blocks += BlockSize)
        {
            uint a = state.A, b = state.B, c = state.C, d = state.D, e = state.E, f = state.F, g = state.G, h = state.H, bc = b ^ c;
            Vector128<uint> w0 = Load(blocks, next, 0);
            Vector128<uint> w1 = Load(blocks, next, 4);
            Vector128<uint> w2 = Load(blocks, next, 8);
            Vector128<uint> w3 = Load(blocks, next, 12);
            for (nuint t = WordsPerBlock; t < Rounds; t += WordsPerBlock)
            {
                Two(ref bc, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, next);
                Two(ref bc, ref g, ref h, ref a, ref b, ref c, ref d, ref e, ref f, next + 2);
                w0 = Expand(w0, w1, w2, w3, next, t);
                Two(ref bc, ref e, ref f, ref g, ref h, ref a, ref b, ref c, ref d, next + 4);
                Two(ref bc, ref c, ref d, ref e, ref f, ref g, ref h, ref a, ref b, next + 6);
                w1 = Expand(w1, w2, w3, w0, next + 4, t + 4);
                Two(ref bc, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, next + 8);
                Two(ref bc, ref g, ref h, ref a, ref b, ref c, ref d, ref e, ref f, next + 10);
                w2 = Expand(w2, w3, w0, w1, next + 8, t + 8);
                Two(ref bc, ref e, ref f, ref g, ref h, ref a, ref b, ref c, ref d, next + 12);
                Two(ref bc, ref c, ref d, ref e, ref f, ref g, ref h, ref a, ref b, next + 14);
                w3 = Expand(w3, w0, w1, w2, next + 12, t + 12);
                work.Step();
            }

            for (uint* last = next; last < next + WordsPerBlock; last += 8)
            {
                Two(ref bc, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, last);
                Two(ref bc, ref g, ref h, ref a, ref b, ref c, ref d, ref e, ref f, last + 2);
                Two(ref bc, ref e, ref f, ref g, ref h, ref a, ref b, ref c, ref d, last + 4);
                Two(ref bc, ref c, ref d, ref e, ref f, ref g, ref h, ref a, ref b, last + 6);
            }

            work.Step();
            state.Add(a, b, c, d, e, f, g, h);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint BigSigma0(uint x) =>
        BitOperations.RotateRight(x, 2) ^ BitOperations.RotateRight(x, 13) ^ BitOperations.RotateRight(x, 22);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint BigSigma1(uint x) =>
        BitOperations.RotateRight(x, 6) ^ BitOperations.RotateRight(x, 11) ^ BitOperations.RotateRight(x, 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Load(byte* block, uint* next, nuint t)
    {
        Vector128<uint> words = Vector128.Shuffle(
            Vector128.Load(block + sizeof(uint) * t),
            Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsUInt32();
        Put(words, next + t, t);
        return words;
    }

    // Words t to t + 3 from those 16 to 1 before, each four in a vector. The upper two need the lower two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Expand(
        Vector128<uint> w16, Vector128<uint> w12, Vector128<uint> w8, Vector128<uint> w4, uint* next, nuint t)
    {
        Vector128<uint> lower = Vector128.Create(~0u, ~0u, 0, 0);
        Vector128<uint> w15 = Middle(w16, w12);
        Vector128<uint> small0 = (w15 >>> 7) ^ (w15 << 25) ^ (w15 >>> 18) ^ (w15 << 14) ^ (w15 >>> 3);
        Vector128<uint> words = w16 + Middle(w8, w4) + small0;
        words += SmallSigma1(Vector128.Shuffle(w4, Vector128.Create(2u, 3, 2, 3))) & lower;
        words += SmallSigma1(Vector128.Shuffle(words, Vector128.Create(0u, 1, 0, 1))) & ~lower;
        Put(words, next, t);
        return words;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> SmallSigma1(Vector128<uint> x) => (x >>> 17) ^ (x << 15) ^ (x >>> 19) ^ (x << 13) ^ (x >>> 10);

    // The three upper words of the older vector, then the lowest of the newer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Middle(Vector128<uint> older, Vector128<uint> newer) =>
        Vector128.Shuffle(Vector128.ConditionalSelect(Vector128.Create(0, ~0u, ~0u, ~0u), older, newer), Vector128.Create(1u, 2, 3, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two(
        ref uint bc, ref uint a, ref uint b, ref uint c, ref uint d, ref uint e, ref uint f, ref uint g, ref uint h, uint* next) =>
        Sha2Kernel.Two<uint, Sha256>(ref bc, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, next);

    // SAFETY: t is at most 64 - 4, and there are 64 constants.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector128<uint> words, uint* next, nuint t) =>
        Vector128.Store(words + Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Constants), t), next);

    private static ReadOnlySpan<uint> Constants =>
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1,
        0x923F82A4, 0xAB1C5ED5, 0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3,
        0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174, 0xE49B69C1, 0xEFBE4786,
        0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147,
        0x06CA6351, 0x14292967, 0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13,
        0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85, 0xA2BFE8A1, 0xA81A664B,
        0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A,
        0x5B9CCA4F, 0x682E6FF3, 0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208,
        0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ];
}
