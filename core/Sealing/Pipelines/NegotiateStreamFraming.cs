// The data frames of System.Net.Security.NegotiateStream (MS-NNS section 2.2.2): the length as 4 bytes, little-endian,
// then what the security package made of the data. NegotiateStream refuses lengths above 64 KiB and seals at most 63 KiB
// at once, which leaves room for any token.

using System.Buffers.Binary;

namespace PerfLab.Sealing.Pipelines;

/// <summary>The data framing of .NET's NegotiateStream (MS-NNS).</summary>
public sealed class NegotiateStreamFraming : MessageFraming
{
    private const int LengthSize = 4;
    private const int LongestSent = 63 * 1024;
    private const int LongestTaken = 64 * 1024;

    /// <summary>Makes the framing.</summary>
    public NegotiateStreamFraming()
        : base(LengthSize, LongestSent, LongestTaken)
    {
    }

    /// <inheritdoc/>
    public override void WriteHeader(Span<byte> header, int length) => BinaryPrimitives.WriteInt32LittleEndian(header, length);

    /// <inheritdoc/>
    public override int ReadLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header);
}
