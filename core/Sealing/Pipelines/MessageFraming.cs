// How messages follow each other on a byte stream: a header of fixed size that gives the length of the message (token
// and data) behind it. A framing is one class like this one; nothing else knows the headers.

namespace PerfLab.Sealing.Pipelines;

/// <summary>The frame around a message on a connection.</summary>
public abstract class MessageFraming
{
    /// <summary>Makes a framing.</summary>
    /// <param name="headerSize">Bytes in front of each message.</param>
    /// <param name="maxSend">The longest message (token and data) that the peer takes, in bytes.</param>
    /// <param name="maxReceive">The longest message that is taken from the peer, in bytes.</param>
    protected MessageFraming(int headerSize, int maxSend, int maxReceive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(headerSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSend);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxReceive);
        HeaderSize = headerSize;
        MaxSend = maxSend;
        MaxReceive = maxReceive;
    }

    /// <summary>Bytes in front of each message.</summary>
    public int HeaderSize { get; }

    /// <summary>The longest message to send, in bytes, token included.</summary>
    public int MaxSend { get; }

    /// <summary>The longest message to take, in bytes, token included.</summary>
    public int MaxReceive { get; }

    /// <summary>Writes the header of a message.</summary>
    /// <param name="header">Exactly <see cref="HeaderSize"/> bytes.</param>
    /// <param name="length">Length of the message, 1 to <see cref="MaxSend"/>.</param>
    public abstract void WriteHeader(Span<byte> header, int length);

    /// <summary>Reads the length of the message behind a header, as it was sent: it may be any number.</summary>
    /// <param name="header">Exactly <see cref="HeaderSize"/> bytes.</param>
    public abstract int ReadLength(ReadOnlySpan<byte> header);
}
