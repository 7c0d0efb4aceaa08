// ChaCha20 with one word of sixteen blocks in each vector: AVX-512. Against the form by rows no rotation of words is
// needed between column and diagonal rounds, at the price of one transposition per 16 blocks. Cost: 960 operations for
// the rounds of 1024 bytes and 64 shuffles for the transposition, on the two ports that 512-bit vectors have.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

internal readonly unsafe struct ChaChaColumns512 : IChaChaBulk
{
    private const int BlockSize = 64;
    private const int RowSize = 4 * BlockSize;

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
            Quarters(ref a, ref b, ref c, ref d);
            (b, c, d) = (b.Words1, c.Words2, d.Words3);
            Quarters(ref a, ref b, ref c, ref d);
            (b, c, d) = (b.Words3, c.Words2, d.Words1);
        }

        d.X0 += Order;
        a.AddAndTranspose(0x61707865, 0x3320646E, 0x79622D32, 0x6B206574);
        b.AddAndTranspose(words[0], words[1], words[2], words[3]);
        c.AddAndTranspose(words[4], words[5], words[6], words[7]);
        d.AddAndTranspose(counter, nonce[1], nonce[2], nonce[3]);
        XorFour(a.X0, b.X0, c.X0, d.X0, data);
        XorFour(a.X1, b.X1, c.X1, d.X1, data + RowSize);
        XorFour(a.X2, b.X2, c.X2, d.X2, data + (2 * RowSize));
        XorFour(a.X3, b.X3, c.X3, d.X3, data + (3 * RowSize));
    }

    // Four blocks that follow each other, by rows: brings them into the order in which they lie in memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void XorFour(Vector512<uint> a, Vector512<uint> b, Vector512<uint> c, Vector512<uint> d, byte* data)
    {
        Vector512<uint> ab01 = Avx512F.Shuffle4x128(a, b, 0b01_00_01_00);
        Vector512<uint> ab23 = Avx512F.Shuffle4x128(a, b, 0b11_10_11_10);
        Vector512<uint> cd01 = Avx512F.Shuffle4x128(c, d, 0b01_00_01_00);
        Vector512<uint> cd23 = Avx512F.Shuffle4x128(c, d, 0b11_10_11_10);
        XorInto(data, Avx512F.Shuffle4x128(ab01, cd01, 0b10_00_10_00));
        XorInto(data + BlockSize, Avx512F.Shuffle4x128(ab01, cd01, 0b11_01_11_01));
        XorInto(data + (2 * BlockSize), Avx512F.Shuffle4x128(ab23, cd23, 0b10_00_10_00));
        XorInto(data + (3 * BlockSize), Avx512F.Shuffle4x128(ab23, cd23, 0b11_01_11_01));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void XorInto(byte* data, Vector512<uint> stream) => Vector512.Store(Vector512.Load(data) ^ stream.AsByte(), data);

    // Which block is in which lane: after the transposition each vector then holds four blocks that follow each other.
    private static Vector512<uint> Order
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0u, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(ref Row a, ref Row b, ref Row c, ref Row d)
    {
        AddXorRotate(ref a, b, ref d, 16);
        AddXorRotate(ref c, d, ref b, 12);
        AddXorRotate(ref a, b, ref d, 8);
        AddXorRotate(ref c, d, ref b, 7);
    }

    // x += y, z = (z ^ x) <<< count. Two words run ahead of the other two: rotations have half the ports.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddXorRotate(ref Row x, in Row y, ref Row z, [ConstantExpected] byte count)
    {
        x.X0 += y.X0;
        x.X1 += y.X1;
        z.X0 ^= x.X0;
        z.X1 ^= x.X1;
        x.X2 += y.X2;
        z.X0 = Avx512F.RotateLeft(z.X0, count);
        x.X3 += y.X3;
        z.X1 = Avx512F.RotateLeft(z.X1, count);
        z.X2 ^= x.X2;
        z.X3 ^= x.X3;
        z.X2 = Avx512F.RotateLeft(z.X2, count);
        z.X3 = Avx512F.RotateLeft(z.X3, count);
    }

    // Four words of the state.
    private struct Row
    {
        internal Vector512<uint> X0, X1, X2, X3;

        internal readonly Row Words1
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new() { X0 = X1, X1 = X2, X2 = X3, X3 = X0 };
        }

        internal readonly Row Words2
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new() { X0 = X2, X1 = X3, X2 = X0, X3 = X1 };
        }

        internal readonly Row Words3
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new() { X0 = X3, X1 = X0, X2 = X1, X3 = X2 };
        }

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
