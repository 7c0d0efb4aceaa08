// AES-CBC (NIST SP 800-38A) over whole blocks, in place.
//   encrypt   C[i] = E(P[i] ^ C[i-1])      a chain: one block after the other, bound by the latency of the rounds
//   decrypt   P[i] = D(C[i]) ^ C[i-1]      independent: eight blocks at a time, bound by throughput

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>CBC kernels. Round keys lie in memory, <c>rounds + 1</c> blocks in the order of use.</summary>
internal static unsafe class AesCbc
{
    private const int BlockSize = 16;
    private const int Lanes = 8;

    /// <summary>Encrypts <paramref name="count"/> blocks; the 16 bytes at
    /// <paramref name="chain"/> go from the IV to the last block.</summary>
    internal static void Encrypt<TIsa>(byte* keys, int rounds, byte* chain, byte* data, nuint count)
        where TIsa : struct, IIsa
    {
        var work = new AesCbcWork<TIsa>(keys, rounds, Vector128.Load(chain), data);
        for (; count > 0; count--)
        {
            work.Step();
        }

        Vector128.Store(work.Chain, chain);
    }

    /// <summary>Decrypts <paramref name="count"/> blocks; the 16 bytes at <paramref name="chain"/> go from the IV to
    /// the last ciphertext block. The keys are those of the equivalent inverse cipher.</summary>
    internal static void Decrypt<TIsa>(byte* keys, int rounds, byte* chain, byte* data, nuint count)
        where TIsa : struct, IIsa
    {
        Vector128<byte> last = Vector128.Load(chain);
        for (; count >= Lanes; count -= Lanes, data += Lanes * BlockSize)
        {
            Vector128<byte> key = Vector128.Load(keys);
            Vector128<byte> b0 = Vector128.Load(data) ^ key;
            Vector128<byte> b1 = Vector128.Load(data + 16) ^ key;
            Vector128<byte> b2 = Vector128.Load(data + 32) ^ key;
            Vector128<byte> b3 = Vector128.Load(data + 48) ^ key;
            Vector128<byte> b4 = Vector128.Load(data + 64) ^ key;
            Vector128<byte> b5 = Vector128.Load(data + 80) ^ key;
            Vector128<byte> b6 = Vector128.Load(data + 96) ^ key;
            Vector128<byte> b7 = Vector128.Load(data + 112) ^ key;
            for (int i = 1; i < rounds; i++)
            {
                key = Vector128.Load(keys + BlockSize * i);
                b0 = TIsa.AesInverseRound(b0, key);
                b1 = TIsa.AesInverseRound(b1, key);
                b2 = TIsa.AesInverseRound(b2, key);
                b3 = TIsa.AesInverseRound(b3, key);
                b4 = TIsa.AesInverseRound(b4, key);
                b5 = TIsa.AesInverseRound(b5, key);
                b6 = TIsa.AesInverseRound(b6, key);
                b7 = TIsa.AesInverseRound(b7, key);
            }

            // The last round's key takes the xor with the block before along.
            key = Vector128.Load(keys + BlockSize * rounds);
            b0 = TIsa.AesInverseLastRound(b0, key ^ last);
            b1 = TIsa.AesInverseLastRound(b1, key ^ Vector128.Load(data));
            b2 = TIsa.AesInverseLastRound(b2, key ^ Vector128.Load(data + 16));
            b3 = TIsa.AesInverseLastRound(b3, key ^ Vector128.Load(data + 32));
            b4 = TIsa.AesInverseLastRound(b4, key ^ Vector128.Load(data + 48));
            b5 = TIsa.AesInverseLastRound(b5, key ^ Vector128.Load(data + 64));
            b6 = TIsa.AesInverseLastRound(b6, key ^ Vector128.Load(data + 80));
            b7 = TIsa.AesInverseLastRound(b7, key ^ Vector128.Load(data + 96));
            last = Vector128.Load(data + 112);
            Vector128.Store(b0, data);
            Vector128.Store(b1, data + 16);
            Vector128.Store(b2, data + 32);
            Vector128.Store(b3, data + 48);
            Vector128.Store(b4, data + 64);
            Vector128.Store(b5, data + 80);
            Vector128.Store(b6, data + 96);
            Vector128.Store(b7, data + 112);
        }

        for (; count > 0; count--, data += BlockSize)
        {
            Vector128<byte> cipher = Vector128.Load(data);
            Vector128<byte> block = cipher ^ Vector128.Load(keys);
            for (int i = 1; i < rounds; i++)
            {
                block = TIsa.AesInverseRound(block, Vector128.Load(keys + BlockSize * i));
            }

            Vector128.Store(TIsa.AesInverseLastRound(block, Vector128.Load(keys + BlockSize * rounds) ^ last), data);
            last = cipher;
        }

        Vector128.Store(last, chain);
    }

    /// <summary>Encrypts eight messages of <paramref name="count"/> blocks, one stride apart, each as CBC with IV zero.</summary>
    internal static void EncryptLanes<TIsa>(byte* keys, int rounds, byte* data, nuint stride, nuint count)
        where TIsa : struct, IIsa
    {
        Vector128<byte> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        for (byte* d4 = data + 4 * stride; count > 0; count--, data += BlockSize, d4 += BlockSize)
        {
            Vector128<byte> key = Vector128.Load(keys);
            c0 ^= Vector128.Load(data) ^ key;
            c1 ^= Vector128.Load(data + stride) ^ key;
            c2 ^= Vector128.Load(data + 2 * stride) ^ key;
            c3 ^= Vector128.Load(data + 3 * stride) ^ key;
            c4 ^= Vector128.Load(d4) ^ key;
            c5 ^= Vector128.Load(d4 + stride) ^ key;
            c6 ^= Vector128.Load(d4 + 2 * stride) ^ key;
            c7 ^= Vector128.Load(d4 + 3 * stride) ^ key;
            for (int i = 1; i < rounds; i++)
            {
                key = Vector128.Load(keys + BlockSize * i);
                c0 = TIsa.AesRound(c0, key);
                c1 = TIsa.AesRound(c1, key);
                c2 = TIsa.AesRound(c2, key);
                c3 = TIsa.AesRound(c3, key);
                c4 = TIsa.AesRound(c4, key);
                c5 = TIsa.AesRound(c5, key);
                c6 = TIsa.AesRound(c6, key);
                c7 = TIsa.AesRound(c7, key);
            }

            key = Vector128.Load(keys + BlockSize * rounds);
            c0 = TIsa.AesLastRound(c0, key);
            c1 = TIsa.AesLastRound(c1, key);
            c2 = TIsa.AesLastRound(c2, key);
            c3 = TIsa.AesLastRound(c3, key);
            c4 = TIsa.AesLastRound(c4, key);
            c5 = TIsa.AesLastRound(c5, key);
            c6 = TIsa.AesLastRound(c6, key);
            c7 = TIsa.AesLastRound(c7, key);
            Vector128.Store(c0, data);
            Vector128.Store(c1, data + stride);
            Vector128.Store(c2, data + 2 * stride);
            Vector128.Store(c3, data + 3 * stride);
            Vector128.Store(c4, d4);
            Vector128.Store(c5, d4 + stride);
            Vector128.Store(c6, d4 + 2 * stride);
            Vector128.Store(c7, d4 + 3 * stride);
        }
    }

    /// <summary>Encrypts while a hash runs: the chain waits for itself, and that time is spent on the hash's rounds. The
    /// hash takes plaintext, of which it reads a block before it is encrypted, or it runs one block of its own behind and
    /// takes ciphertext.</summary>
    /// <param name="keys">Round keys.</param>
    /// <param name="rounds">Rounds.</param>
    /// <param name="chain">The chain, as in <see cref="Encrypt"/>.</param>
    /// <param name="data">What is hashed, and what is encrypted from <paramref name="lag"/> on.</param>
    /// <param name="lag">0, or one block of the hash.</param>
    /// <param name="state">The hash.</param>
    /// <param name="count">Blocks of the hash that are hashed; as many bytes are encrypted.</param>
    internal static void EncryptAndHash<TIsa, THash>(
        byte* keys, int rounds, byte* chain, byte* data, int lag, ref THash state, nuint count)
        where TIsa : struct, IIsa
        where THash : unmanaged, IHashState<THash>
    {
        var work = new AesCbcWork<TIsa>(keys, rounds, Vector128.Load(chain), data + lag);
        THash.Compress(ref state, data, count, ref work);
        Vector128.Store(work.Chain, chain);
    }
}

/// <summary>CBC encryption, one block a step.</summary>
internal unsafe struct AesCbcWork<TIsa> : IRoundWork
    where TIsa : struct, IIsa
{
    private readonly byte* _keys;
    private readonly int _rounds;
    private byte* _data;

    internal AesCbcWork(byte* keys, int rounds, Vector128<byte> chain, byte* data)
    {
        _keys = keys;
        _rounds = rounds;
        _data = data;
        Chain = chain;
    }

    /// <summary>The last block of ciphertext.</summary>
    internal Vector128<byte> Chain { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step()
    {
        byte* keys = _keys;
        Vector128<byte> block = Vector128.Load(_data) ^ Vector128.Load(keys) ^ Chain;
        block = TIsa.AesRound(block, Vector128.Load(keys + 16));
        block = TIsa.AesRound(block, Vector128.Load(keys + 32));
        block = TIsa.AesRound(block, Vector128.Load(keys + 48));
        block = TIsa.AesRound(block, Vector128.Load(keys + 64));
        block = TIsa.AesRound(block, Vector128.Load(keys + 80));
        block = TIsa.AesRound(block, Vector128.Load(keys + 96));
        block = TIsa.AesRound(block, Vector128.Load(keys + 112));
        block = TIsa.AesRound(block, Vector128.Load(keys + 128));
        block = TIsa.AesRound(block, Vector128.Load(keys + 144));
        keys += 144;
        for (int i = 10; i < _rounds; i++)
        {
            keys += 16;
            block = TIsa.AesRound(block, Vector128.Load(keys));
        }

        Chain = TIsa.AesLastRound(block, Vector128.Load(keys + 16));
        Vector128.Store(Chain, _data);
        _data += 16;
    }
}
