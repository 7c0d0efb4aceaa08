// AEGIS-256 (draft-irtf-cfrg-aegis-aead, section 3) with a 16-byte tag, in place.
//
//   Update(M): S'0 = R(S5, S0 ^ M)  S'i = R(Si-1, Si) otherwise, R = one AES round
//   keystream: Z = S1 ^ S4 ^ S5 ^ (S2 & S3)
//
// S0 is kept as two terms, A0 ^ N0 (see Aegis128LKernel). Cost: 6 rounds per 16 bytes and 23 updates per message.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

internal readonly unsafe struct Aegis256Kernel<TIsa> : IAeadKernel
    where TIsa : struct, IIsa
{
    public static int KeySize => 32;

    public static int SaltSize => 24;

    public static void Expand(ReadOnlySpan<byte> key, byte* memory) => key.CopyTo(new Span<byte>(memory, KeySize));

    public static void Seal(byte* key, in AeadMessage message, byte* tag) =>
        Run<SealDirection>(key, message, tag);

    public static bool Unseal(byte* key, in AeadMessage message, byte* tag) =>
        Run<UnsealDirection>(key, message, tag);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Run<TDirection>(byte* key, in AeadMessage message, byte* tag)
        where TDirection : struct, IDirection
    {
        State state = Init(
            Vector128.Load(key),
            Vector128.Load(key + 16),
            Vector128.Create(message.FirstLow, message.FirstHigh).AsByte(),
            Vector128.Create(message.NonceLow, message.NonceHigh).AsByte());
        if (message.HeaderSize != 0)
        {
            state.Update(Vector128.Create(message.HeaderLow, message.HeaderHigh).AsByte());
        }

        byte* aad = message.Aad;
        for (nuint left = message.AadLength; left > 0;)
        {
            state.Update(AegisBlock.Load(ref aad, ref left));
        }

        byte* data = message.Data;
        nuint rest = message.Length;
        for (; rest >= 16; rest -= 16, data += 16)
        {
            Vector128<byte> input = Vector128.Load(data);
            Vector128<byte> output = state.Cipher(input);
            Vector128.Store(output, data);
            state.Update(TDirection.Seals ? input : output);
        }

        if (rest > 0)
        {
            state.Update(AegisBlock.Cipher<TDirection>(state.Cipher(Vector128<byte>.Zero), ref data, ref rest));
        }

        return AegisBlock.Settle<TDirection>(Finish(ref state, message.HeaderSize + message.AadLength, message.Length), tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static State Init(Vector128<byte> k0, Vector128<byte> k1, Vector128<byte> n0, Vector128<byte> n1)
    {
        State state = new()
        {
            A0 = k0 ^ n0,
            S1 = k1 ^ n1,
            S2 = AegisBlock.C1,
            S3 = AegisBlock.C0,
            S4 = k0 ^ AegisBlock.C0,
            S5 = k1 ^ AegisBlock.C1,
        };
        for (int i = 0; i < 4; i++)
        {
            state.Update(k0);
            state.Update(k1);
            state.Update(k0 ^ n0);
            state.Update(k1 ^ n1);
        }

        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Finish(ref State state, nuint aadLength, nuint length)
    {
        Vector128<byte> lengths = state.S3 ^ Vector128.Create(8 * (ulong)aadLength, 8 * (ulong)length).AsByte();
        for (int i = 0; i < 7; i++)
        {
            state.Update(lengths);
        }

        return state.A0 ^ state.N0 ^ state.S1 ^ state.S2 ^ state.S3 ^ state.S4 ^ state.S5;
    }

    private struct State
    {
        internal Vector128<byte> A0, N0, S1, S2, S3, S4, S5;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Update(Vector128<byte> m)
        {
            Vector128<byte> s0 = A0 ^ N0;
            A0 = TIsa.AesRound(S5, A0);
            S5 = TIsa.AesRound(S4, S5);
            S4 = TIsa.AesRound(S3, S4);
            S3 = TIsa.AesRound(S2, S3);
            S2 = TIsa.AesRound(S1, S2);
            S1 = TIsa.AesRound(s0, S1);
            N0 ^= m;
        }

        /// <summary>The input xored with Z.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly Vector128<byte> Cipher(Vector128<byte> input) => (input ^ (S2 & S3)) ^ (S1 ^ S4 ^ S5);
    }
}
