// ChaCha20 with one word of sixteen blocks in each vector: AVX-512. Against the form by rows no rotation of words is
// needed between column and diagonal rounds, at the price of one transposition per 16 blocks. Cost: 960 operations for
// the rounds of 1024 bytes and 64 shuffles for the transposition, on the two ports that 512-bit vectors have.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

internal readonly unsafe struct ChaChaColumns512 : IChaChaBulk
{
    private const int RowSize = 4 * 64;

    public static int Blocks => 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Xor(byte* key, Vector128<uint> nonce, uint counter, byte* data)
    {
        uint* words = (uint*)key;
        Row a = Row.Create(0x61707865, 0x3320646E, 0x79622D32, 0x6B206574);
        Row b = Row.Create(words[0], words[1], words[2], words[3]);
        Row c = Row.Create(words[4], words[5], words[6], words[7]);
        Row d = Row.Create(counter, nonce[1], nonce[2], nonce[3]);
        d.X0 += Order;
        for (int i = 0; i < 10; i++)
        {
            Quarter(ref a.X0, ref b.X0, ref c.X0, ref d.X0);
            Quarter(ref a.X1, ref b.X1, ref c.X1, ref d.X1);
            Quarter(ref a.X2, ref b.X2, ref c.X2, ref d.X2);
            Quarter(ref a.X3, ref b.X3, ref c.X3, ref d.X3);
            Quarter(ref a.X0, ref b.X1, ref c.X2, ref d.X3);
            Quarter(ref a.X1, ref b.X2, ref c.X3, ref d.X0);
            Quarter(ref a.X2, ref b.X3, ref c.X0, ref d.X1);
            Quarter(ref a.X3, ref b.X0, ref c.X1, ref d.X2);
        }

        d.X0 += Order;
        a.AddAndTranspose(0x61707865, 0x3320646E, 0x79622D32, 0x6B206574);
        b.AddAndTranspose(words[0], words[1], words[2], words[3]);
        c.AddAndTranspose(words[4], words[5], words[6], words[7]);
        d.AddAndTranspose(counter, nonce[1], nonce[2], nonce[3]);
        ChaChaRows512.XorInto(new(a.X0), new(b.X0), new(c.X0), new(d.X0), data);
        ChaChaRows512.XorInto(new(a.X1), new(b.X1), new(c.X1), new(d.X1), data + RowSize);
        ChaChaRows512.XorInto(new(a.X2), new(b.X2), new(c.X2), new(d.X2), data + (2 * RowSize));
        ChaChaRows512.XorInto(new(a.X3), new(b.X3), new(c.X3), new(d.X3), data + (3 * RowSize));
    }

    // Which block is in which lane: after the transposition each vector then holds four blocks that follow each other.
    private static Vector512<uint> Order
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0u, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(ref Vector512<uint> a, ref Vector512<uint> b, ref Vector512<uint> c, ref Vector512<uint> d)
    {
        a += b;
        d = Avx512F.RotateLeft(d ^ a, 16);
        c += d;
        b = Avx512F.RotateLeft(b ^ c, 12);
        a += b;
        d = Avx512F.RotateLeft(d ^ a, 8);
        c += d;
        b = Avx512F.RotateLeft(b ^ c, 7);
    }

    // Four words of the state.
    private struct Row
    {
        internal Vector512<uint> X0, X1, X2, X3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Row Create(uint x0, uint x1, uint x2, uint x3) => new()
        {
            X0 = Vector512.Create(x0),
            X1 = Vector512.Create(x1),
            X2 = Vector512.Create(x2),
            X3 = Vector512.Create(x3),
        };

        /// <summary>Adds the words of the start, and makes of a word of four blocks in each 128-bit lane four words of one block.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void AddAndTranspose(uint x0, uint x1, uint x2, uint x3)
        {
            X0 += Vector512.Create(x0);
            X1 += Vector512.Create(x1);
            X2 += Vector512.Create(x2);
            X3 += Vector512.Create(x3);
            Vector512<ulong> low01 = Avx512F.UnpackLow(X0, X1).AsUInt64();
            Vector512<ulong> high01 = Avx512F.UnpackHigh(X0, X1).AsUInt64();
            Vector512<ulong> low23 = Avx512F.UnpackLow(X2, X3).AsUInt64();
            Vector512<ulong> high23 = Avx512F.UnpackHigh(X2, X3).AsUInt64();
            X0 = Avx512F.UnpackLow(low01, low23).AsUInt32();
            X1 = Avx512F.UnpackHigh(low01, low23).AsUInt32();
            X2 = Avx512F.UnpackLow(high01, high23).AsUInt32();
            X3 = Avx512F.UnpackHigh(high01, high23).AsUInt32();
        }
    }
}
