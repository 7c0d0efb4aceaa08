// The buffers of a SASL security layer (RFC 4422 section 3.7; RFC 4752 for the GSSAPI mechanism): the length as 4 bytes,
// big-endian, then what gss_wrap made of the data. Each end tells the other in the last step of the exchange, in 3 bytes,
// how long a buffer it takes.

using System.Buffers.Binary;

namespace PerfLab.Sealing.Pipelines;

/// <summary>The framing of a SASL GSSAPI security layer (RFC 4752).</summary>
public sealed class SaslFraming : MessageFraming
{
    private const int LengthSize = 4;
    private const int LargestNegotiable = 0xFFFFFF;

    /// <summary>Makes the framing from the two sizes that were negotiated.</summary>
    /// <param name="peerMaximum">The longest buffer that the peer said it takes, in bytes: 1 to 2^24 - 1.</param>
    /// <param name="ownMaximum">The longest buffer that the peer was told it may send.</param>
    public SaslFraming(int peerMaximum, int ownMaximum)
        : base(LengthSize, peerMaximum, ownMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(peerMaximum, LargestNegotiable);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ownMaximum, LargestNegotiable);
    }

    /// <inheritdoc/>
    public override void WriteHeader(Span<byte> header, int length) => BinaryPrimitives.WriteInt32BigEndian(header, length);

    /// <inheritdoc/>
    public override int ReadLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32BigEndian(header);
}
