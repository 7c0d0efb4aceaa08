// The parts of a sealed message in the order of the cipher (RFC 4121 section 4.2.4, RFC 3961 section 6):
//
//   body, not rotated     confounder (16) | DATA | tail = filler (EC) | header' (16) || MAC
//   TOKEN of SSPI         header (16) | tail | MAC | confounder, and DATA behind it: the body rotated by EC + 16 + MAC

namespace PerfLab.Sealing.Packages.Kerberos;

/// <summary>Where the parts of one sealed message are.</summary>
internal readonly ref struct SealedParts
{
    internal const int ConfounderSize = 16;

    /// <summary>Bytes of a body without data.</summary>
    internal static int Overhead(int extraCount, int macSize) => ConfounderSize + extraCount + KerberosToken.HeaderSize + macSize;

    internal required Span<byte> Confounder { get; init; }

    internal required Span<byte> Data { get; init; }

    /// <summary>Filler and the encrypted copy of the header.</summary>
    internal required Span<byte> Tail { get; init; }

    internal required Span<byte> Mac { get; init; }

    /// <summary>The encrypted copy of the header.</summary>
    internal Span<byte> InnerHeader => Tail[^KerberosToken.HeaderSize..];

    /// <summary>Bytes of all parts but the MAC.</summary>
    internal long Length => (long)Confounder.Length + Data.Length + Tail.Length;

    /// <summary>Copies the parts but the MAC, one behind the other.</summary>
    internal void Gather(Span<byte> message)
    {
        Confounder.CopyTo(message);
        Data.CopyTo(message[ConfounderSize..]);
        Tail.CopyTo(message[(ConfounderSize + Data.Length)..]);
    }

    /// <summary>Takes the parts but the MAC from where <see cref="Gather"/> put them.</summary>
    internal void Scatter(ReadOnlySpan<byte> message)
    {
        message[..ConfounderSize].CopyTo(Confounder);
        message.Slice(ConfounderSize, Data.Length).CopyTo(Data);
        message.Slice(ConfounderSize + Data.Length, Tail.Length).CopyTo(Tail);
    }

    /// <summary>Parts in the order of the cipher: the body of a token that is not rotated.</summary>
    internal static SealedParts InNaturalOrder(Span<byte> body, int extraCount, int macSize)
    {
        int dataSize = body.Length - Overhead(extraCount, macSize);
        return new SealedParts
        {
            Confounder = body[..ConfounderSize],
            Data = body.Slice(ConfounderSize, dataSize),
            Tail = body[(ConfounderSize + dataSize)..^macSize],
            Mac = body[^macSize..],
        };
    }

    /// <summary>Parts in the order of SSPI: the token without its header, and the data behind it.</summary>
    internal static SealedParts InTokenOrder(Span<byte> tokenBody, Span<byte> data, int macSize) => new()
    {
        Confounder = tokenBody[^ConfounderSize..],
        Data = data,
        Tail = tokenBody[..^(ConfounderSize + macSize)],
        Mac = tokenBody[^(ConfounderSize + macSize)..^ConfounderSize],
    };
}
