// HMAC-SHA1 of as many messages at once as a vector has lanes, all of one length and under one key. The messages lie one
// stride apart and are already padded (FIPS 180-4 section 5.1.1).

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>HMAC-SHA1 of 16 messages at once.</summary>
internal static unsafe class HmacSha1Lanes
{
    /// <summary>Messages at once.</summary>
    internal const int Count = 16;

    private static readonly bool s_hasAvx512 = Tier.X86Avx512.IsAvailable();

    /// <summary>True when this machine has the vectors for it.</summary>
    internal static bool IsAvailable => s_hasAvx512 || Tier.X86Avx2.IsAvailable();

    /// <summary>Computes the MACs on the widest vectors of this machine.</summary>
    /// <param name="inner">State after the inner key block.</param>
    /// <param name="outer">State after the outer key block.</param>
    /// <param name="messages">The first of <see cref="Count"/> messages, padded.</param>
    /// <param name="stride">Bytes from one message to the next.</param>
    /// <param name="blocks">Blocks of each message.</param>
    /// <param name="macs">The MACs, one behind the other.</param>
    /// <param name="macSize">Bytes of a truncated MAC, a multiple of 4.</param>
    internal static void Compute(Sha1State* inner, Sha1State* outer, byte* messages, nuint stride, nuint blocks, byte* macs, int macSize)
    {
        if (s_hasAvx512)
        {
            HmacSha1Lanes<Vector512<uint>, Avx512Lanes>.Compute(*inner, *outer, messages, stride, blocks, macs, macSize);
            return;
        }

        nuint half = Count / 2;
        HmacSha1Lanes<Vector256<uint>, Avx2Lanes>.Compute(*inner, *outer, messages, stride, blocks, macs, macSize);
        HmacSha1Lanes<Vector256<uint>, Avx2Lanes>.Compute(
            *inner, *outer, messages + half * stride, stride, blocks, macs + half * (nuint)macSize, macSize);
    }
}

/// <summary>The kernel, for vectors of <typeparamref name="TWord"/>.</summary>
internal static unsafe class HmacSha1Lanes<TWord, TLanes>
    where TWord : unmanaged
    where TLanes : struct, ILanes<TWord>
{
    private const int DigestWords = 5;
    private const int BlockSize = 64;

    /// <summary>Messages at once.</summary>
    internal static int Count => sizeof(TWord) / sizeof(uint);

    /// <summary>See <see cref="HmacSha1Lanes.Compute"/>.</summary>
    [SkipLocalsInit]
    internal static void Compute(in Sha1State inner, in Sha1State outer, byte* messages, nuint stride, nuint blocks, byte* macs, int macSize)
    {
        // The stack is aligned to 16 bytes only, and vectors across two cache lines cost twice.
        byte* room = stackalloc byte[(Sha1Lanes<TWord, TLanes>.ScheduleWords + 1) * sizeof(TWord)];
        TWord* schedule = (TWord*)(((nuint)room + (nuint)sizeof(TWord) - 1) & ~((nuint)sizeof(TWord) - 1));
        Sha1Words<TWord> state = Broadcast(inner);
        for (; blocks > 0; blocks--, messages += BlockSize)
        {
            Sha1Lanes<TWord, TLanes>.Load(messages, stride, schedule);
            Sha1Lanes<TWord, TLanes>.Compress(ref state, schedule);
        }

        // The outer message is one block: the inner digest, which already lies in lanes, and its padding.
        new Span<byte>(schedule, Sha1Lanes<TWord, TLanes>.WordsPerBlock * sizeof(TWord)).Clear();
        schedule[0] = state.A;
        schedule[1] = state.B;
        schedule[2] = state.C;
        schedule[3] = state.D;
        schedule[4] = state.E;
        schedule[DigestWords] = TLanes.AddConstant(default, 0x80000000);
        schedule[Sha1Lanes<TWord, TLanes>.WordsPerBlock - 1] = TLanes.AddConstant(default, 8 * (BlockSize + DigestWords * sizeof(uint)));
        state = Broadcast(outer);
        Sha1Lanes<TWord, TLanes>.Compress(ref state, schedule);
        Write(state, macs, macSize);
    }

    private static void Write(Sha1Words<TWord> state, byte* macs, int macSize)
    {
        uint* words = (uint*)&state;
        for (int message = 0; message < Count; message++, macs += macSize)
        {
            for (int word = 0; word < macSize / sizeof(uint); word++)
            {
                ((uint*)macs)[word] = BinaryPrimitives.ReverseEndianness(words[word * Count + message]);
            }
        }
    }

    private static Sha1Words<TWord> Broadcast(in Sha1State state) => new()
    {
        A = TLanes.AddConstant(default, state.Words.A),
        B = TLanes.AddConstant(default, state.Words.B),
        C = TLanes.AddConstant(default, state.Words.C),
        D = TLanes.AddConstant(default, state.Words.D),
        E = TLanes.AddConstant(default, state.Words.E),
    };
}
