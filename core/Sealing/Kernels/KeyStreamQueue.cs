// Key stream made ahead. The counter blocks of several messages under one key stand in one queue and are encrypted eight at a
// time, whichever messages they belong to, so that the latency of a round is hidden however short the messages are. A
// message takes its blocks from the head: encryption runs just ahead of the hashing, and the processor overlaps the two.
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
    internal const int Capacity = 80;

    /// <summary>The longest data, and the longest associated data, of a message: sixteen messages fit the queue. Longer ones
    /// hide the latency of a round by themselves.</summary>
    internal const int MaxLength = 64;

    /// <summary>Bytes that the queue needs.</summary>
    internal const int RoomSize = Alignment + Capacity * BlockSize;

    private const int Alignment = 64;
    private const int BlockSize = 16;
    private const int InFlight = 8;

    private readonly byte* _blocks;
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
    }

    /// <summary>Blocks of a message: one for its tag, and those of its data.</summary>
    internal static int BlocksOf(uint length) => 1 + (int)((length + BlockSize - 1) / BlockSize);

    /// <summary>Adds the blocks of the counters 1 to <paramref name="count"/> (at most 5) of one message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add<TIsa, TSize>(byte* key, ulong nonceLow, ulong nonceHigh, int count)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        Debug.Assert(count <= 5 && _added + count <= Capacity);
        Vector128<byte> origin = GcmCounter<TIsa, TSize>.Origin(key, GcmCounter<TIsa, TSize>.Whiten(key, nonceLow, nonceHigh), 0);
        uint* difference = GcmKey.Differences(key) + 1;
        uint* end = difference + count;
        for (byte* block = _blocks + BlockSize * _added; difference != end; difference++, block += BlockSize)
        {
            Vector128.Store(GcmCounter<TIsa, TSize>.From(origin, *difference), block);
        }

        _added += count;
    }

    /// <summary>The next blocks of key stream. The key is that of every block in the queue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* Take<TIsa, TSize>(byte* key, int count)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        byte* blocks = _blocks + BlockSize * _taken;
        _taken += count;
        Debug.Assert(_taken <= _added);
        int ahead = Math.Min(_taken + InFlight, _added);
        while (_encrypted < ahead)
        {
            Encrypt<TIsa, TSize>(key, _blocks + BlockSize * _encrypted);
            _encrypted += InFlight;
        }

        return blocks;
    }

    /// <summary>Wipes the key stream and empties the queue.</summary>
    internal void Clear()
    {
        CryptographicOperations.ZeroMemory(new Span<byte>(_blocks, BlockSize * _encrypted));
        _added = _encrypted = _taken = 0;
    }

    // Behind the last block stands memory that is encrypted for nothing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Encrypt<TIsa, TSize>(byte* key, byte* at)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        Blocks8 blocks = Blocks8.Load(at);
        AesBlock.EncryptFromRound2<TIsa, TSize>(ref blocks, key);
        blocks.Store(at);
    }
}
