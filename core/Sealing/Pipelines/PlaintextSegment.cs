using System.Buffers;

namespace PerfLab.Sealing.Pipelines;

/// <summary>One unsealed message in the buffer of a read.</summary>
internal sealed class PlaintextSegment : ReadOnlySequenceSegment<byte>
{
    /// <summary>The plaintext, in the transport's memory or in <see cref="Rented"/>.</summary>
    internal Memory<byte> Plaintext { get; private set; }

    /// <summary>Where the plaintext begins in the frame.</summary>
    internal int Offset { get; set; }

    /// <summary>Transport bytes that are consumed with the message.</summary>
    internal long FrameLength { get; set; }

    /// <summary>The pooled buffer of a message that was received in pieces, or null.</summary>
    internal byte[]? Rented { get; set; }

    internal PlaintextSegment? Following
    {
        get => (PlaintextSegment?)Next;
        set => Next = value;
    }

    internal void Place(Memory<byte> plaintext, long runningIndex)
    {
        Plaintext = plaintext;
        Memory = plaintext;
        RunningIndex = runningIndex;
    }
}
