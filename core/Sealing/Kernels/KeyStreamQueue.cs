// Key stream made ahead. The counter blocks of several messages, under one key or several, stand in one queue and are
// encrypted eight at a time, whichever messages they belong to, so that the latency of a round is hidden however short
// the messages are. A message takes its blocks from the head: encryption runs just ahead of the hashing, and the processor
// overlaps the two.
//
// The blocks that were encrypted are secret. Clear wipes them.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

/// <summary>Counter blocks on their way to being key stream, in memory of the caller's stack.</summary>
internal unsafe struct KeyStreamQueue
{
    /// <summary>The most blocks in the queue between two calls of <see cref="Clear"/>.</summary>
    internal const int Capacity = 256;

    /// <summary>The longest data, and the longest associated data, of a message: sixteen messages fit the queue, and each,
    /// with its header and lengths, fits one reduction of GCM.</summary>
    internal const int MaxLength = 240;

    /// <summary>Bytes that the queue needs.</summary>
    internal const int RoomSize = Alignment + Capacity * (BlockSize + 8);

    private const int Alignment = 64;
    private const int BlockSize = 16;
    private const int InFlight = 8;

    private readonly byte* _blocks;
    private readonly byte** _keys;
    private int _added;
    private int _encrypted;
    private int _taken;

    /// <summary>An empty queue.</summary>
    /// <param name="room">Memory on the stack of a caller who outlives the queue, <see cref="RoomSize"/> bytes.</param>
    internal KeyStreamQueue(Span<byte> room)
    {
        Debug.Assert(room.Length >= RoomSize);

        // SAFETY: the memory lies on the stack and does not move.
        nuint start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(room));
        _blocks = (byte*)((start + Alignment - 1) / Alignment * Alignment);
        _keys = (byte**)(_blocks + Capacity * BlockSize);
    }

    /// <summary>Blocks of a message: one for its tag, and those of its data.</summary>
    internal static int BlocksOf(uint length) => 1 + (int)((length + BlockSize - 1) / BlockSize);

    /// <summary>Adds the blocks of the counters 1 to <paramref name="count"/> (at most 255) of one message.</summary>
    /// <param name="key">The expanded key.</param>
    /// <param name="nonceLow">The first 8 bytes of the nonce, as they lie in memory.</param>
    /// <param name="nonceHigh">Its last 4 bytes.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(byte* key, ulong nonceLow, ulong nonceHigh, int count)
    {
        Debug.Assert(_added + count <= Capacity);
        Vector128<uint> one = Vector128.Create(0, 0, 0, 1u << 24);
        Vector128<uint> counter = one;
        Vector128<byte> whitened = Vector128.Create(nonceLow, nonceHigh).AsByte() ^ Vector128.Load(key);
        byte* block = _blocks + BlockSize * _added;
        byte** end = _keys + _added + count;
        for (byte** at = _keys + _added; at != end; at++, block += BlockSize)
        {
            *at = key;
            Vector128.Store(whitened ^ counter.AsByte(), block);
            counter += one;
        }

        _added += count;
    }

    /// <summary>The next blocks of key stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* Take<TIsa, TSize>(int count)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        byte* blocks = _blocks + BlockSize * _taken;
        _taken += count;
        Debug.Assert(_taken <= _added);
        int ahead = Math.Min(_taken + InFlight, _added);
        while (_encrypted < ahead)
        {
            Encrypt<TIsa, TSize>();
        }

        return blocks;
    }

    /// <summary>Wipes the key stream and empties the queue.</summary>
    internal void Clear()
    {
        CryptographicOperations.ZeroMemory(new Span<byte>(_blocks, BlockSize * _encrypted));
        _added = _encrypted = _taken = 0;
    }

    // Every block has the round keys of its own message. Behind the last block stands memory that is encrypted for nothing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Encrypt<TIsa, TSize>()
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        byte** keys = _keys + _encrypted;
        byte* at = _blocks + BlockSize * _encrypted;
        for (; _added < _encrypted + InFlight; _added++)
        {
            _keys[_added] = keys[0];
        }

        var blocks = new Blocks8
        {
            B0 = Vector128.Load(at),
            B1 = Vector128.Load(at + 16),
            B2 = Vector128.Load(at + 32),
            B3 = Vector128.Load(at + 48),
            B4 = Vector128.Load(at + 64),
            B5 = Vector128.Load(at + 80),
            B6 = Vector128.Load(at + 96),
            B7 = Vector128.Load(at + 112),
        };
        AesBlock.Encrypt<TIsa, TSize>(ref blocks, keys);
        Vector128.Store(blocks.B0, at);
        Vector128.Store(blocks.B1, at + 16);
        Vector128.Store(blocks.B2, at + 32);
        Vector128.Store(blocks.B3, at + 48);
        Vector128.Store(blocks.B4, at + 64);
        Vector128.Store(blocks.B5, at + 80);
        Vector128.Store(blocks.B6, at + 96);
        Vector128.Store(blocks.B7, at + 112);
        _encrypted += InFlight;
    }
}
