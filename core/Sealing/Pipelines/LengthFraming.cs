using System.Buffers.Binary;

namespace PerfLab.Sealing.Pipelines;

/// <summary>PerfLab's own framing: the length as 4 bytes, big-endian, then the message.</summary>
public sealed class LengthFraming : MessageFraming
{
    private const int LengthSize = 4;
    private const int DefaultLimit = 1 << 24;

    /// <summary>Makes the framing with one limit for both directions.</summary>
    /// <param name="maxMessage">The longest message (token and data), in bytes; both ends must agree. 16 MiB when not given.</param>
    public LengthFraming(int maxMessage = DefaultLimit)
        : base(LengthSize, maxMessage, maxMessage)
    {
    }

    /// <inheritdoc/>
    public override void WriteHeader(Span<byte> header, int length) => BinaryPrimitives.WriteInt32BigEndian(header, length);

    /// <inheritdoc/>
    public override int ReadLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32BigEndian(header);
}
