// ChaCha20-Poly1305 (RFC 8439, section 2.8), in place.
//
//   one-time key = first 32 bytes of ChaCha20 block 0; data is xored with blocks 1, 2, ...
//   tag = Poly1305(aad | pad | ciphertext | pad | LE64 lengths)
//
// The state is kept by rows: a vector holds the same row of one or two consecutive blocks, and a diagonal round is a
// column round between rotations of the rows' words. The first call makes block 0 and the key stream of a short message
// together; of a long one, of what it has beyond its bulks, the many blocks that TBulk ciphers at a time where they lie. An
// unseal verifies first and deciphers then.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

/// <typeparam name="TLone">Rows of a set that goes through the rounds alone.</typeparam>
/// <typeparam name="TRows">Rows of sets that go together, with as many blocks.</typeparam>
/// <typeparam name="TBulk">The middle of long messages.</typeparam>
internal readonly unsafe struct ChaChaKernel<TLone, TRows, TBulk> : IAeadKernel
    where TLone : struct, IChaChaRows<TLone>
    where TRows : struct, IChaChaRows<TRows>
    where TBulk : struct, IChaChaBulk
{
    private const int BlockSize = 64;
    private const int StreamSize = 16 * BlockSize;

    public static int KeySize => 32;

    public static int SaltSize => sizeof(uint);

    private static nuint SetSize => (nuint)(BlockSize * TRows.Blocks);

    private static nuint BulkSize => (nuint)(BlockSize * TBulk.Blocks);

    public static void Expand(ReadOnlySpan<byte> key, byte* memory) => key.CopyTo(new Span<byte>(memory, KeySize));

    public static void Seal(byte* key, in AeadMessage message, byte* tag)
    {
        byte* stream = stackalloc byte[StreamSize];
        Vector128<uint> nonce = Nonce(message);
        nuint head = HeadOf(message.Length);
        uint made = KeyStream(key, nonce, stream, BlockSize + head);
        Poly1305 hash = Poly1305.Start(stream);
        Cipher(key, nonce, stream, made, head, message.Data, message.Length);
        Vector128.Store(Tag(ref hash, message), tag);
        CryptographicOperations.ZeroMemory(new Span<byte>(stream, BlockSize * (int)made));
    }

    public static bool Unseal(byte* key, in AeadMessage message, byte* tag)
    {
        byte* stream = stackalloc byte[StreamSize];
        Vector128<uint> nonce = Nonce(message);
        nuint head = HeadOf(message.Length);
        uint made = KeyStream(key, nonce, stream, BlockSize + head);
        Poly1305 hash = Poly1305.Start(stream);
        bool authentic = (Tag(ref hash, message) ^ Vector128.Load(tag)) == Vector128<byte>.Zero;
        if (authentic)
        {
            Cipher(key, nonce, stream, made, head, message.Data, message.Length);
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(stream, BlockSize * (int)made));
        return authentic;
    }

    private static Vector128<uint> Nonce(in AeadMessage message) => Vector128.Create(
        0, (uint)message.NonceLow, (uint)(message.NonceLow >> 32), (uint)message.NonceHigh);

    // The blocks before the first bulk; all bytes of a message that is shorter than a bulk.
    private static nuint HeadOf(nuint length) => length < BulkSize ? length : length % BulkSize / BlockSize * BlockSize;

    // The key stream from block 0 on, as much as is needed or as the stream holds, whichever is less. Returns the number of
    // blocks.
    private static uint KeyStream(byte* key, Vector128<uint> nonce, byte* stream, nuint needed)
    {
        if (needed <= SetSize)
        {
            OneSet(key, nonce, 0, stream);
            return (uint)TLone.Blocks;
        }

        if (needed <= 2 * SetSize)
        {
            TwoSets(key, nonce, stream);
            return 2 * (uint)TRows.Blocks;
        }

        return needed <= 4 * SetSize
            ? Many<ChaChaFourSets<TRows>>(key, nonce, stream)
            : Many<TBulk>(key, nonce, stream);
    }

    private static uint Many<TMany>(byte* key, Vector128<uint> nonce, byte* stream)
        where TMany : struct, IChaChaBulk
    {
        new Span<byte>(stream, BlockSize * TMany.Blocks).Clear();
        TMany.Xor(key, nonce, 0, stream);
        return (uint)TMany.Blocks;
    }

    // Stream holds blocks 0 to made - 1. A tail of less than a block overwrites the first of them.
    private static void Cipher(byte* key, Vector128<uint> nonce, byte* stream, uint made, nuint head, byte* data, nuint left)
    {
        nuint ready = nuint.Min(head, BlockSize * (made - 1));
        XorBytes(data, stream + BlockSize, ready);
        data += ready;
        left -= ready;
        uint counter = 1 + (uint)(ready / BlockSize);
        for (; left >= BulkSize; left -= BulkSize, data += BulkSize, counter += (uint)TBulk.Blocks)
        {
            TBulk.Xor(key, nonce, counter, data);
        }

        if (left > 0)
        {
            OneSet(key, nonce, counter, stream);
            XorBytes(data, stream, left);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OneSet(byte* key, Vector128<uint> nonce, uint counter, byte* stream)
    {
        ChaChaSet<TLone> start = ChaChaSet<TLone>.Start(key, nonce, counter);
        ChaChaSet<TLone> set = start;
        for (int i = 0; i < 10; i++)
        {
            set.DoubleRound();
        }

        set.Finish(start);
        set.Store(stream);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TwoSets(byte* key, Vector128<uint> nonce, byte* stream)
    {
        ChaChaSet<TRows> first = ChaChaSet<TRows>.Start(key, nonce, 0);
        ChaChaSet<TRows> second = ChaChaSet<TRows>.Start(key, nonce, (uint)TRows.Blocks);
        for (int i = 0; i < 10; i++)
        {
            first.DoubleRound();
            second.DoubleRound();
        }

        first.Finish(ChaChaSet<TRows>.Start(key, nonce, 0));
        second.Finish(ChaChaSet<TRows>.Start(key, nonce, (uint)TRows.Blocks));
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
            nuint wide = length - (length % PolyWide.StepSize);
            PolyWide.Add(ref hash, data, wide);
            data += wide;
            length -= wide;
        }

        hash.AddPadded(data, length);
    }
}
