// ChaCha20-Poly1305 (RFC 8439, section 2.8), in place.
//
//   one-time key = first 32 bytes of ChaCha20 block 0; data is xored with blocks 1, 2, ...
//   tag = Poly1305(aad | pad | ciphertext | pad | LE64 lengths)
//
// The state is kept by rows: a vector holds the same row of one, two or four consecutive blocks, and a diagonal round is a
// column round between rotations of the rows' words. The first call makes block 0 and the key stream of a short message
// together; long messages run four sets of rows at a time to hide latency. An unseal verifies first and deciphers then.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

internal readonly unsafe struct ChaChaKernel<TRows, TLanes> : IAeadKernel
    where TRows : struct, IChaChaRows<TRows>
    where TLanes : struct, IPolyLanes<TLanes>
{
    private const int BlockSize = 64;

    public static int KeySize => 32;

    public static int SaltSize => sizeof(uint);

    private static nuint SetSize => (nuint)(BlockSize * TRows.Blocks);

    public static void Expand(ReadOnlySpan<byte> key, byte* memory) => key.CopyTo(new Span<byte>(memory, KeySize));

    [SkipLocalsInit]
    public static void Seal(byte* key, in AeadMessage message, byte* tag)
    {
        byte* stream = stackalloc byte[4 * BlockSize];
        Vector128<uint> nonce = Nonce(message);
        KeyStream(key, nonce, stream);
        Poly1305 hash = Poly1305.Start(stream);
        Cipher(key, nonce, stream, message.Data, message.Length);
        Vector128.Store(Tag(ref hash, message), tag);
        CryptographicOperations.ZeroMemory(new Span<byte>(stream, 4 * BlockSize));
    }

    [SkipLocalsInit]
    public static bool Unseal(byte* key, in AeadMessage message, byte* tag)
    {
        byte* stream = stackalloc byte[4 * BlockSize];
        Vector128<uint> nonce = Nonce(message);
        KeyStream(key, nonce, stream);
        Poly1305 hash = Poly1305.Start(stream);
        bool authentic = (Tag(ref hash, message) ^ Vector128.Load(tag)) == Vector128<byte>.Zero;
        if (authentic)
        {
            Cipher(key, nonce, stream, message.Data, message.Length);
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(stream, 4 * BlockSize));
        return authentic;
    }

    private static Vector128<uint> Nonce(in AeadMessage message) => Vector128.Create(
        0, (uint)message.NonceLow, (uint)(message.NonceLow >> 32), (uint)message.NonceHigh);

    // Blocks 0 to Blocks - 1, and at least 0 and 1.
    private static void KeyStream(byte* key, Vector128<uint> nonce, byte* stream)
    {
        new Span<byte>(stream, 4 * BlockSize).Clear();
        XorSet(key, nonce, 0, stream);
        if (TRows.Blocks == 1)
        {
            XorSet(key, nonce, 1, stream + BlockSize);
        }
    }

    private static void Cipher(byte* key, Vector128<uint> nonce, byte* stream, byte* data, nuint left)
    {
        uint counter = (uint)int.Max(2, TRows.Blocks);
        nuint ready = (nuint)(BlockSize * (counter - 1));
        XorBytes(data, stream + BlockSize, nuint.Min(left, ready));
        if (left <= ready)
        {
            return;
        }

        data += ready;
        left -= ready;
        for (; left >= 4 * SetSize; left -= 4 * SetSize, data += 4 * SetSize, counter += 4 * (uint)TRows.Blocks)
        {
            XorFourSets(key, nonce, counter, data);
        }

        for (; left >= SetSize; left -= SetSize, data += SetSize, counter += (uint)TRows.Blocks)
        {
            XorSet(key, nonce, counter, data);
        }

        if (left > 0)
        {
            new Span<byte>(stream, 4 * BlockSize).Clear();
            XorSet(key, nonce, counter, stream);
            XorBytes(data, stream, left);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void XorSet(byte* key, Vector128<uint> nonce, uint counter, byte* data)
    {
        Set start = Set.Start(key, nonce, counter);
        Set set = start;
        for (int i = 0; i < 10; i++)
        {
            set.DoubleRound();
        }

        set.XorInto(start, data);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void XorFourSets(byte* key, Vector128<uint> nonce, uint counter, byte* data)
    {
        const uint Sets = 4;
        Set a = Set.Start(key, nonce, counter);
        Set b = Set.Start(key, nonce, counter + (uint)TRows.Blocks);
        Set c = Set.Start(key, nonce, counter + (2 * (uint)TRows.Blocks));
        Set d = Set.Start(key, nonce, counter + ((Sets - 1) * (uint)TRows.Blocks));
        for (int i = 0; i < 10; i++)
        {
            a.DoubleRound();
            b.DoubleRound();
            c.DoubleRound();
            d.DoubleRound();
        }

        a.XorInto(Set.Start(key, nonce, counter), data);
        b.XorInto(Set.Start(key, nonce, counter + (uint)TRows.Blocks), data + SetSize);
        c.XorInto(Set.Start(key, nonce, counter + (2 * (uint)TRows.Blocks)), data + (2 * SetSize));
        d.XorInto(Set.Start(key, nonce, counter + ((Sets - 1) * (uint)TRows.Blocks)), data + ((Sets - 1) * SetSize));
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

    private struct Set
    {
        private TRows _a, _b, _c, _d;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Set Start(byte* key, Vector128<uint> nonce, uint counter) => new()
        {
            _a = TRows.Broadcast(Vector128.Create(0x61707865u, 0x3320646E, 0x79622D32, 0x6B206574)),
            _b = TRows.Broadcast(Vector128.Load(key).AsUInt32()),
            _c = TRows.Broadcast(Vector128.Load(key + 16).AsUInt32()),
            _d = TRows.Broadcast(nonce + Vector128.CreateScalar(counter)) + TRows.Counters,
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void DoubleRound()
        {
            Columns();
            _b = TRows.Words1(_b);
            _c = TRows.Words2(_c);
            _d = TRows.Words3(_d);
            Columns();
            _b = TRows.Words3(_b);
            _c = TRows.Words2(_c);
            _d = TRows.Words1(_d);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly void XorInto(in Set start, byte* data) =>
            TRows.XorInto(_a + start._a, _b + start._b, _c + start._c, _d + start._d, data);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Columns()
        {
            _a += _b;
            _d = TRows.Rotate16(_d ^ _a);
            _c += _d;
            _b = TRows.Rotate12(_b ^ _c);
            _a += _b;
            _d = TRows.Rotate8(_d ^ _a);
            _c += _d;
            _b = TRows.Rotate7(_b ^ _c);
        }
    }
}
