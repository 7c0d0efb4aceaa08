// ChaCha20-Poly1305 (RFC 8439, section 2.8), in place.
//
//   one-time key = first 32 bytes of ChaCha20 block 0; data is xored with blocks 1, 2, ...
//   tag = Poly1305(aad | pad | ciphertext | pad | LE64 lengths)
//
// The state is kept by rows: a vector holds the same row of one, two or four consecutive blocks, and a diagonal round is a
// column round between rotations of the rows' words. The first call makes block 0 and the key stream of a short message
// together; the middle of a long message is ciphered many blocks at a time (TBulk). An unseal verifies first and
// deciphers then.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

internal readonly unsafe struct ChaChaKernel<TRows, TBulk, TLanes> : IAeadKernel
    where TRows : struct, IChaChaRows<TRows>
    where TBulk : struct, IChaChaBulk
    where TLanes : struct, IPolyLanes<TLanes>
{
    private const int BlockSize = 64;
    private const int StreamSize = 16 * BlockSize;

    public static int KeySize => 32;

    public static int SaltSize => sizeof(uint);

    private static nuint SetSize => (nuint)(BlockSize * TRows.Blocks);

    public static void Expand(ReadOnlySpan<byte> key, byte* memory) => key.CopyTo(new Span<byte>(memory, KeySize));

    public static void Seal(byte* key, in AeadMessage message, byte* tag)
    {
        byte* stream = stackalloc byte[StreamSize];
        Vector128<uint> nonce = Nonce(message);
        uint made = KeyStream(key, nonce, 0, stream, BlockSize + message.Length);
        Poly1305 hash = Poly1305.Start(stream);
        Cipher(key, nonce, stream, made, message.Data, message.Length);
        Vector128.Store(Tag(ref hash, message), tag);
        Wipe(stream, message.Length);
    }

    public static bool Unseal(byte* key, in AeadMessage message, byte* tag)
    {
        byte* stream = stackalloc byte[StreamSize];
        Vector128<uint> nonce = Nonce(message);
        uint made = KeyStream(key, nonce, 0, stream, BlockSize + message.Length);
        Poly1305 hash = Poly1305.Start(stream);
        bool authentic = (Tag(ref hash, message) ^ Vector128.Load(tag)) == Vector128<byte>.Zero;
        if (authentic)
        {
            Cipher(key, nonce, stream, made, message.Data, message.Length);
        }

        Wipe(stream, message.Length);
        return authentic;
    }

    private static Vector128<uint> Nonce(in AeadMessage message) => Vector128.Create(
        0, (uint)message.NonceLow, (uint)(message.NonceLow >> 32), (uint)message.NonceHigh);

    // The key stream from the counter on, as much as is needed or as the stream holds, whichever is less. A bulk of blocks
    // takes about as long as three sets one by one. Returns the number of blocks.
    private static uint KeyStream(byte* key, Vector128<uint> nonce, uint counter, byte* stream, nuint needed)
    {
        if (needed > 2 * SetSize)
        {
            new Span<byte>(stream, BlockSize * TBulk.Blocks).Clear();
            TBulk.Xor(key, nonce, counter, stream);
            return (uint)TBulk.Blocks;
        }

        if (needed > SetSize)
        {
            TwoSets(key, nonce, counter, stream);
            return 2 * (uint)TRows.Blocks;
        }

        OneSet(key, nonce, counter, stream);
        return (uint)TRows.Blocks;
    }

    private static void Wipe(byte* stream, nuint length) => CryptographicOperations.ZeroMemory(
        new Span<byte>(stream, BlockSize + length > 2 * SetSize ? StreamSize : 2 * (int)SetSize));

    // Stream holds blocks 0 to made - 1.
    private static void Cipher(byte* key, Vector128<uint> nonce, byte* stream, uint made, byte* data, nuint left)
    {
        nuint ready = nuint.Min(left, BlockSize * (made - 1));
        XorBytes(data, stream + BlockSize, ready);
        data += ready;
        left -= ready;
        uint counter = made;
        nuint bulk = (nuint)(BlockSize * TBulk.Blocks);
        for (; left >= bulk; left -= bulk, data += bulk, counter += (uint)TBulk.Blocks)
        {
            TBulk.Xor(key, nonce, counter, data);
        }

        for (; left > 0; left -= ready, data += ready, counter += made)
        {
            made = KeyStream(key, nonce, counter, stream, left);
            ready = nuint.Min(left, BlockSize * made);
            XorBytes(data, stream, ready);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OneSet(byte* key, Vector128<uint> nonce, uint counter, byte* stream)
    {
        ChaChaSet<TRows> start = ChaChaSet<TRows>.Start(key, nonce, counter);
        ChaChaSet<TRows> set = start;
        for (int i = 0; i < 10; i++)
        {
            set.DoubleRound();
        }

        set.Finish(start);
        set.Store(stream);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TwoSets(byte* key, Vector128<uint> nonce, uint counter, byte* stream)
    {
        ChaChaSet<TRows> first = ChaChaSet<TRows>.Start(key, nonce, counter);
        ChaChaSet<TRows> second = ChaChaSet<TRows>.Start(key, nonce, counter + (uint)TRows.Blocks);
        for (int i = 0; i < 10; i++)
        {
            first.DoubleRound();
            second.DoubleRound();
        }

        first.Finish(ChaChaSet<TRows>.Start(key, nonce, counter));
        second.Finish(ChaChaSet<TRows>.Start(key, nonce, counter + (uint)TRows.Blocks));
        first.Store(stream);
        second.Store(stream + SetSize);
    }

    private static void XorBytes(byte* data, byte* stream, nuint length)
    {
        for (; length >= 16; length -= 16, data += 16, stream += 16)
        {
            Vector128.Store(Vector128.Load(data) ^ Vector128.Load(stream), data);
        }

        if (length > 0)
        {
            Partial.Store(Partial.Load(data, length) ^ Vector128.Load(stream), data, length);
        }
    }

    private static Vector128<byte> Tag(ref Poly1305 hash, in AeadMessage message)
    {
        if (message.HeaderSize != 0)
        {
            hash.AddBlock(message.HeaderLow, message.HeaderHigh);
        }

        Hash(ref hash, message.Aad, message.AadLength);
        Hash(ref hash, message.Data, message.Length);
        hash.AddBlock(message.HeaderSize + message.AadLength, message.Length);
        UInt128 tag = hash.Finish();
        return Vector128.Create((ulong)tag, (ulong)(tag >> 64)).AsByte();
    }

    private static void Hash(ref Poly1305 hash, byte* data, nuint length)
    {
        if (length >= TRows.LongMessage)
        {
            nuint wide = length - (length % PolyWide<TLanes>.StepSize);
            PolyWide<TLanes>.Add(ref hash, data, wide);
            data += wide;
            length -= wide;
        }

        hash.AddPadded(data, length);
    }
}
