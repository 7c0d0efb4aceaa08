// The message schedule of SHA-1 for one message, four words at a time, made 20 rounds ahead of the rounds: vector units
// work on it while the scalar ones are busy with rounds. See Sha1Kernel for the equations.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Makes W[t] + K[t] of one message, 20 rounds at a time.</summary>
internal unsafe struct Sha1Ahead
{
    private const int BlockSize = 64;

    private readonly uint* _schedule;
    private byte* _block;
    private nuint _left;
    private Vector128<uint> _w0, _w1, _w2, _w3, _w4, _w5, _w6, _w7;

    /// <summary>Makes rounds 0 to 19 of the first block.</summary>
    /// <param name="schedule">Room for the words of all rounds.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="count">Their number, at least one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Sha1Ahead(uint* schedule, byte* blocks, nuint count)
    {
        // SAFETY: words 0 to 4 are set here, 5 to 7 by From20 before anything reads them.
        Unsafe.SkipInit(out this);
        _schedule = schedule;
        _block = blocks;
        _left = count;
        LoadBlock();
    }

    /// <summary>True until the rounds of the last block are done.</summary>
    internal readonly bool HasBlock => _left != 0;

    /// <summary>Rounds 0 to 19 of the next block, when there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void From0()
    {
        _left--;
        if (_left != 0)
        {
            LoadBlock();
        }
    }

    /// <summary>Rounds 20 to 39.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void From20()
    {
        _w5 = Put(5, Early(_w1, _w2, _w3, _w4), Sha1Kernel.K1);
        _w6 = Put(6, Early(_w2, _w3, _w4, _w5), Sha1Kernel.K1);
        _w7 = Put(7, Early(_w3, _w4, _w5, _w6), Sha1Kernel.K1);
        _w0 = Put(8, Late(_w0, _w1, _w4, _w6, _w7), Sha1Kernel.K1);
        _w1 = Put(9, Late(_w1, _w2, _w5, _w7, _w0), Sha1Kernel.K1);
    }

    /// <summary>Rounds 40 to 59.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void From40()
    {
        _w2 = Put(10, Late(_w2, _w3, _w6, _w0, _w1), Sha1Kernel.K2);
        _w3 = Put(11, Late(_w3, _w4, _w7, _w1, _w2), Sha1Kernel.K2);
        _w4 = Put(12, Late(_w4, _w5, _w0, _w2, _w3), Sha1Kernel.K2);
        _w5 = Put(13, Late(_w5, _w6, _w1, _w3, _w4), Sha1Kernel.K2);
        _w6 = Put(14, Late(_w6, _w7, _w2, _w4, _w5), Sha1Kernel.K2);
    }

    /// <summary>Rounds 60 to 79.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void From60()
    {
        _w7 = Put(15, Late(_w7, _w0, _w3, _w5, _w6), Sha1Kernel.K3);
        _w0 = Put(16, Late(_w0, _w1, _w4, _w6, _w7), Sha1Kernel.K3);
        _w1 = Put(17, Late(_w1, _w2, _w5, _w7, _w0), Sha1Kernel.K3);
        _w2 = Put(18, Late(_w2, _w3, _w6, _w0, _w1), Sha1Kernel.K3);
        _w3 = Put(19, Late(_w3, _w4, _w7, _w1, _w2), Sha1Kernel.K3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LoadBlock()
    {
        _w0 = Put(0, LoadBigEndian(_block), Sha1Kernel.K0);
        _w1 = Put(1, LoadBigEndian(_block + 16), Sha1Kernel.K0);
        _w2 = Put(2, LoadBigEndian(_block + 32), Sha1Kernel.K0);
        _w3 = Put(3, LoadBigEndian(_block + 48), Sha1Kernel.K0);
        _w4 = Put(4, Early(_w0, _w1, _w2, _w3), Sha1Kernel.K0);
        _block += BlockSize;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Early(Vector128<uint> w16, Vector128<uint> w12, Vector128<uint> w8, Vector128<uint> w4)
    {
        Vector128<uint> x = FourWordsIsa.RotateLeft(w16 ^ FourWordsIsa.UpperThenLower(w16, w12) ^ w8 ^ Vector128.Shuffle(w4, Vector128.Create(1u, 2, 3, 4)), 1);
        return x ^ FourWordsIsa.RotateLeft(Vector128.Shuffle(x, Vector128.Create(4u, 4, 4, 0)), 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Late(
        Vector128<uint> w32, Vector128<uint> w28, Vector128<uint> w16, Vector128<uint> w8, Vector128<uint> w4) =>
        FourWordsIsa.RotateLeft(w32 ^ w28 ^ w16 ^ FourWordsIsa.UpperThenLower(w8, w4), 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> LoadBigEndian(byte* source) =>
        Vector128.Shuffle(
            Vector128.Load(source),
            Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Vector128<uint> Put(int index, Vector128<uint> words, uint constant)
    {
        Vector128.Store(words + Vector128.Create(constant), _schedule + 4 * index);
        return words;
    }
}
