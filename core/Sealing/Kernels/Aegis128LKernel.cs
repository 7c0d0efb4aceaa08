// AEGIS-128L (draft-irtf-cfrg-aegis-aead, section 2) with a 16-byte tag, in place.
//
//   Update(M0, M1): S'0 = R(S7, S0 ^ M0)  S'4 = R(S3, S4 ^ M1)  S'i = R(Si-1, Si) otherwise, R = one AES round
//   keystream:      Z0 = S6 ^ S1 ^ (S2 & S3), Z1 = S2 ^ S5 ^ (S6 & S7)
//
// The message is xored into the round key, not into the result: it stays off the chain of one round per 32 bytes that
// bounds the cipher. Cost: 8 rounds per 32 bytes and 17 updates per message.

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
        Vector128.Store(Run<SealDirection>(key, message), tag);

    public static bool Unseal(byte* key, in AeadMessage message, byte* tag) =>
        (Run<UnsealDirection>(key, message) ^ Vector128.Load(tag)) == Vector128<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Vector128<byte> Run<TDirection>(byte* key, in AeadMessage message)
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
            (Vector128<byte> z0, Vector128<byte> z1) = state.KeyStream();
            Vector128<byte> in0 = Vector128.Load(data);
            Vector128<byte> in1 = Vector128.Load(data + 16);
            Vector128<byte> out0 = in0 ^ z0;
            Vector128<byte> out1 = in1 ^ z1;
            Vector128.Store(out0, data);
            Vector128.Store(out1, data + 16);
            state.Update(TDirection.Seals ? in0 : out0, TDirection.Seals ? in1 : out1);
        }

        if (left > 0)
        {
            (Vector128<byte> z0, Vector128<byte> z1) = state.KeyStream();
            Vector128<byte> plain0 = Cipher<TDirection>(z0, ref data, ref left);
            state.Update(plain0, Cipher<TDirection>(z1, ref data, ref left));
        }

        return Finish(ref state, message.HeaderSize + message.AadLength, message.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static State Init(Vector128<byte> key, Vector128<byte> nonce)
    {
        State state = new()
        {
            S0 = key ^ nonce,
            S1 = AegisBlock.C1,
            S2 = AegisBlock.C0,
            S3 = AegisBlock.C1,
            S4 = key ^ nonce,
            S5 = key ^ AegisBlock.C0,
            S6 = key ^ AegisBlock.C1,
            S7 = key ^ AegisBlock.C0,
        };
        for (int i = 0; i < 10; i++)
        {
            state.Update(nonce, key);
        }

        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Finish(ref State state, nuint aadLength, nuint length)
    {
        Vector128<byte> lengths = state.S2 ^ Vector128.Create(8 * (ulong)aadLength, 8 * (ulong)length).AsByte();
        for (int i = 0; i < 7; i++)
        {
            state.Update(lengths, lengths);
        }

        return state.S0 ^ state.S1 ^ state.S2 ^ state.S3 ^ state.S4 ^ state.S5 ^ state.S6;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ref byte* data, ref nuint left) => AegisBlock.Load(ref data, ref left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Cipher<TDirection>(Vector128<byte> keyStream, ref byte* data, ref nuint left)
        where TDirection : struct, IDirection => AegisBlock.Cipher<TDirection>(keyStream, ref data, ref left);

    private struct State
    {
        internal Vector128<byte> S0, S1, S2, S3, S4, S5, S6, S7;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Update(Vector128<byte> m0, Vector128<byte> m1)
        {
            Vector128<byte> last = S7;
            S7 = TIsa.AesRound(S6, S7);
            S6 = TIsa.AesRound(S5, S6);
            S5 = TIsa.AesRound(S4, S5);
            S4 = TIsa.AesRound(S3, S4 ^ m1);
            S3 = TIsa.AesRound(S2, S3);
            S2 = TIsa.AesRound(S1, S2);
            S1 = TIsa.AesRound(S0, S1);
            S0 = TIsa.AesRound(last, S0 ^ m0);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly (Vector128<byte> Z0, Vector128<byte> Z1) KeyStream() => (S6 ^ S1 ^ (S2 & S3), S2 ^ S5 ^ (S6 & S7));
    }
}
