// The header of the per-message tokens, RFC 4121 section 4.2.6; 16 bytes, big-endian.
//
//   Wrap   05 04 | flags | FF | EC (2) | RRC (2) | SND_SEQ (8)
//   MIC    04 04 | flags | FF FF FF FF FF        | SND_SEQ (8)

using System.Buffers.Binary;

namespace PerfLab.Sealing.Packages.Kerberos;

/// <summary>Flags of a token.</summary>
[Flags]
internal enum KerberosTokenFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>SentByAcceptor.</summary>
    SentByAcceptor = 1,

    /// <summary>Sealed.</summary>
    Sealed = 2,

    /// <summary>AcceptorSubkey.</summary>
    AcceptorSubkey = 4,
}

/// <summary>A token header.</summary>
/// <param name="Flags">Flags; unknown bits are carried along.</param>
/// <param name="ExtraCount">EC: bytes of filler when sealed, of the checksum when not.</param>
/// <param name="RightRotation">RRC: by how much the body is rotated. Not authenticated.</param>
/// <param name="Number">SND_SEQ.</param>
internal readonly record struct KerberosToken(KerberosTokenFlags Flags, ushort ExtraCount, ushort RightRotation, ulong Number)
{
    internal const int HeaderSize = 16;

    private const uint WrapHead = 0x050400FF;
    private const ulong MicHead = 0x040400FF_FFFFFFFF;
    private const int WrapFlagsShift = 8;
    private const int MicFlagsShift = 40;

    internal bool IsSealed => (Flags & KerberosTokenFlags.Sealed) != 0;

    /// <summary>Reads a Wrap header; false when it is not one.</summary>
    internal static bool TryReadWrap(ReadOnlySpan<byte> header, out KerberosToken token)
    {
        uint head = BinaryPrimitives.ReadUInt32BigEndian(header);
        token = new KerberosToken(
            (KerberosTokenFlags)(byte)(head >> WrapFlagsShift),
            BinaryPrimitives.ReadUInt16BigEndian(header[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(header[6..]),
            BinaryPrimitives.ReadUInt64BigEndian(header[8..]));
        return (head & ~(0xFFu << WrapFlagsShift)) == WrapHead;
    }

    /// <summary>Reads a MIC header; false when it is not one.</summary>
    internal static bool TryReadMic(ReadOnlySpan<byte> header, out KerberosToken token)
    {
        ulong head = BinaryPrimitives.ReadUInt64BigEndian(header);
        token = new KerberosToken((KerberosTokenFlags)(byte)(head >> MicFlagsShift), 0, 0, BinaryPrimitives.ReadUInt64BigEndian(header[8..]));
        return (head & ~(0xFFUL << MicFlagsShift)) == MicHead;
    }

    /// <summary>Writes a Wrap header.</summary>
    internal void WriteWrap(Span<byte> header)
    {
        BinaryPrimitives.WriteUInt32BigEndian(header, WrapHead | (uint)Flags << WrapFlagsShift);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], ExtraCount);
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], RightRotation);
        BinaryPrimitives.WriteUInt64BigEndian(header[8..], Number);
    }

    /// <summary>Writes a MIC header.</summary>
    internal void WriteMic(Span<byte> header)
    {
        BinaryPrimitives.WriteUInt64BigEndian(header, MicHead | (ulong)Flags << MicFlagsShift);
        BinaryPrimitives.WriteUInt64BigEndian(header[8..], Number);
    }
}
