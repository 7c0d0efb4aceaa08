// AEGIS-128L (draft-irtf-cfrg-aegis-aead, section 2) with a 16-byte tag, in place.
//
//   Update(M0, M1): S'0 = R(S7, S0 ^ M0)  S'4 = R(S3, S4 ^ M1)  S'i = R(Si-1, Si) otherwise, R = one AES round
//   keystream:      Z0 = S6 ^ S1 ^ (S2 & S3), Z1 = S2 ^ S5 ^ (S6 & S7)
//
// S0 and S4 are kept as two terms, S0 = A0 ^ N0: the round key is xored last, so R(S7, S0 ^ M0) = R(S7, A0) ^ (N0 ^ M0).
// The chain from A0 to A0 is then one AES round and nothing else, where an xor between two rounds costs a cycle of its
// own and on many cores two more for the way to and from the AES unit. Cost: 8 rounds per 32 bytes and 17 updates per
// message.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

internal readonly unsafe struct Aegis128LKernel<TIsa> : IAeadKernel
    where TIsa : struct, IIsa
{
    private const nuint Rate = 32;

    public static int KeySize => 16;

    public static int SaltSize => sizeof(ulong);

    public static void Expand(ReadOnlySpan<byte> key, byte* memory) => key.CopyTo(new Span<byte>(memory, KeySize));

    public static void Seal(byte* key, in AeadMessage message, byte* tag) =>
        Run<SealDirection>(key, message, tag);

    public static bool Unseal(byte* key, in AeadMessage message, byte* tag) =>
        Run<UnsealDirection>(key, message, tag);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Run<TDirection>(byte* key, in AeadMessage message, byte* tag)
        where TDirection : struct, IDirection
    {
        State state = Init(Vector128.Load(key), Vector128.Create(message.NonceLow, message.NonceHigh).AsByte());
        byte* aad = message.Aad;
        nuint left = message.AadLength;
        if (message.HeaderSize != 0)
        {
            Vector128<byte> next = Load(ref aad, ref left);
            state.Update(Vector128.Create(message.HeaderLow, message.HeaderHigh).AsByte(), next);
        }

        for (; left >= Rate; left -= Rate, aad += Rate)
        {
            state.Update(Vector128.Load(aad), Vector128.Load(aad + 16));
        }

        if (left > 0)
        {
            Vector128<byte> first = Load(ref aad, ref left);
            state.Update(first, Load(ref aad, ref left));
        }

        byte* data = message.Data;
        for (left = message.Length; left >= Rate; left -= Rate, data += Rate)
        {
            Vector128<byte> in0 = Vector128.Load(data);
            Vector128<byte> in1 = Vector128.Load(data + 16);
            Vector128<byte> out0 = state.Cipher0(in0);
            Vector128<byte> out1 = state.Cipher1(in1);
            Vector128.Store(out0, data);
            Vector128.Store(out1, data + 16);
            state.Update(TDirection.Seals ? in0 : out0, TDirection.Seals ? in1 : out1);
        }

        if (left > 0)
        {
            Vector128<byte> plain0 = Cipher<TDirection>(state.Cipher0(Vector128<byte>.Zero), ref data, ref left);
            state.Update(plain0, Cipher<TDirection>(state.Cipher1(Vector128<byte>.Zero), ref data, ref left));
        }

        return AegisBlock.Settle<TDirection>(Finish(ref state, message.HeaderSize + message.AadLength, message.Length), tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static State Init(Vector128<byte> key, Vector128<byte> nonce)
    {
        State state = new()
        {
            A0 = key ^ nonce,
            S1 = AegisBlock.C1,
            S2 = AegisBlock.C0,
            S3 = AegisBlock.C1,
            A4 = key ^ nonce,
            S5 = key ^ AegisBlock.C0,
            S6 = key ^ AegisBlock.C1,
            S7 = key ^ AegisBlock.C0,
        };
        for (int i = 0; i < 10 / 2; i++)
        {
            state.UpdateTwice(nonce, key);
        }

        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Finish(ref State state, nuint aadLength, nuint length)
    {
        Vector128<byte> lengths = state.S2 ^ Vector128.Create(8 * (ulong)aadLength, 8 * (ulong)length).AsByte();
        state.A0 ^= state.N0;
        state.A4 ^= state.N4;
        for (int i = 0; i < 6 / 2; i++)
        {
            state.UpdateTwice(lengths, lengths);
        }

        // The seventh update's two messages are one, and the tag is the xor of both words: they leave it.
        state.Rounds(state.A0, state.A4);
        return state.A0 ^ state.S1 ^ state.S2 ^ state.S3 ^ state.A4 ^ state.S5 ^ state.S6;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ref byte* data, ref nuint left) => AegisBlock.Load(ref data, ref left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Cipher<TDirection>(Vector128<byte> keyStream, ref byte* data, ref nuint left)
        where TDirection : struct, IDirection => AegisBlock.Cipher<TDirection>(keyStream, ref data, ref left);

    private struct State
    {
        internal Vector128<byte> A0, N0, S1, S2, S3, A4, N4, S5, S6, S7;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Update(Vector128<byte> m0, Vector128<byte> m1)
        {
            Rounds(A0 ^ N0, A4 ^ N4);
            N0 ^= m0;
            N4 ^= m1;
        }

        /// <summary>Two updates with the same messages, when N0 and N4 are zero or xored into A0 and A4 already: what the
        /// first xors in leaves with the second. Two xors instead of eight beside the rounds.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void UpdateTwice(Vector128<byte> m0, Vector128<byte> m1)
        {
            Rounds(A0, A4);
            Rounds(A0 ^ m0, A4 ^ m1);
        }

        /// <summary>The first 16 bytes of the step, xored with Z0.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly Vector128<byte> Cipher0(Vector128<byte> input) => (input ^ (S2 & S3)) ^ (S6 ^ S1);

        /// <summary>The last 16 bytes of the step, xored with Z1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly Vector128<byte> Cipher1(Vector128<byte> input) => (input ^ (S6 & S7)) ^ (S2 ^ S5);

        /// <summary>The rounds of an update, without its messages. S0 and S4 are what A and N make together.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Rounds(Vector128<byte> s0, Vector128<byte> s4)
        {
            A0 = TIsa.AesRound(S7, A0);
            S7 = TIsa.AesRound(S6, S7);
            S6 = TIsa.AesRound(S5, S6);
            S5 = TIsa.AesRound(s4, S5);
            A4 = TIsa.AesRound(S3, A4);
            S3 = TIsa.AesRound(S2, S3);
            S2 = TIsa.AesRound(S1, S2);
            S1 = TIsa.AesRound(s0, S1);
        }
    }
}
