// The unsealed messages that the application has not consumed, in order, as the segments of a ReadOnlySequence. Segments
// are used again, so that a read allocates nothing. A message's plaintext is wiped when it is consumed.

using System.Buffers;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Pipelines;

/// <summary>Unsealed messages between the transport and the application.</summary>
internal sealed class PlaintextQueue(ArrayPool<byte> pool)
{
    private PlaintextSegment? _first;
    private PlaintextSegment? _last;
    private PlaintextSegment? _free;
    private int _consumedOfFirst;

    /// <summary>True when nothing is left to consume.</summary>
    internal bool IsEmpty => _first is null;

    /// <summary>Transport bytes that belong to the messages here.</summary>
    internal long FrameBytes { get; private set; }

    /// <summary>What is left to consume.</summary>
    internal ReadOnlySequence<byte> Unconsumed =>
        _first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_first, _consumedOfFirst, _last!, _last!.Memory.Length);

    /// <summary>Adds a message whose plaintext is not empty.</summary>
    internal void Add(Memory<byte> plaintext, int offset, long frameLength, byte[]? rented)
    {
        PlaintextSegment segment = _free ?? new PlaintextSegment();
        _free = segment.Following;
        segment.Following = null;
        segment.Offset = offset;
        segment.FrameLength = frameLength;
        segment.Rented = rented;
        segment.Place(plaintext, _last is null ? 0 : _last.RunningIndex + _last.Memory.Length);
        if (_last is null)
        {
            _first = segment;
        }
        else
        {
            _last.Following = segment;
        }

        _last = segment;
        FrameBytes += frameLength;
    }

    /// <summary>Counts transport bytes of a message without plaintext to the message before it. There must be one.</summary>
    internal void AddEmpty(long frameLength)
    {
        _last!.FrameLength += frameLength;
        FrameBytes += frameLength;
    }

    /// <summary>Points the messages at the transport's next view of the same bytes.</summary>
    /// <param name="received">Begins with the frame of the first message here.</param>
    internal void Rebase(in ReadOnlySequence<byte> received)
    {
        long start = 0;
        for (PlaintextSegment? segment = _first; segment is not null; segment = segment.Following)
        {
            if (segment.Rented is null)
            {
                ReadOnlySequence<byte> plaintext = received.Slice(start + segment.Offset, segment.Memory.Length);
                segment.Place(plaintext.IsSingleSegment ? InPlaceMemory.Writable(plaintext.First) : Join(segment, plaintext), segment.RunningIndex);
            }

            start += segment.FrameLength;
        }
    }

    /// <summary>Drops what lies before the position.</summary>
    /// <returns>Transport bytes of the messages dropped.</returns>
    internal long ConsumeTo(SequencePosition consumed)
    {
        if (consumed.GetObject() is not PlaintextSegment target)
        {
            return 0;
        }

        long frames = 0;
        while (_first is not null && _first != target)
        {
            frames += DropFirst();
        }

        if (_first is null)
        {
            throw new ArgumentOutOfRangeException(nameof(consumed), "The position is not one of the latest read.");
        }

        _consumedOfFirst = consumed.GetInteger();
        return _consumedOfFirst == _first.Memory.Length ? frames + DropFirst() : frames;
    }

    /// <summary>True when the position is behind everything here.</summary>
    internal bool IsEnd(SequencePosition position) =>
        _last is null || (position.GetObject() == _last && position.GetInteger() == _last.Memory.Length);

    /// <summary>Drops everything.</summary>
    internal void Clear()
    {
        while (_first is not null)
        {
            DropFirst();
        }
    }

    private long DropFirst()
    {
        PlaintextSegment segment = _first!;
        segment.Plaintext.Span.Clear();
        if (segment.Rented is { } rented)
        {
            pool.Return(rented);
        }

        long frameLength = segment.FrameLength;
        FrameBytes -= frameLength;
        _consumedOfFirst = 0;
        _first = segment.Following;
        _last = _first is null ? null : _last;
        segment.Rented = null;
        segment.Place(default, 0);
        segment.Following = _free;
        _free = segment;
        return frameLength;
    }

    // For transports that lay out unconsumed bytes anew between two reads.
    private Memory<byte> Join(PlaintextSegment segment, in ReadOnlySequence<byte> plaintext)
    {
        segment.Rented = pool.Rent((int)plaintext.Length);
        plaintext.CopyTo(segment.Rented);
        return segment.Rented.AsMemory(0, (int)plaintext.Length);
    }
}
