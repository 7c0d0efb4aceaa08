// The token of the Aead package: 32 bytes, as the header (16) and the tag (16).
//
//   0  version 1
//   1  suite
//   2  flags: 1 sealed, 2 sent by the acceptor, 4 sequence number assigned, 8 signature (SpMakeSignature)
//   3  0
//   4  assigned sequence number, big-endian, 0 when not assigned
//   8  message counter, big-endian
//   16 tag
//
// The first 8 bytes travel through the code as one little-endian number, the prefix, and are not taken apart more often
// than needed.

using System.Buffers.Binary;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Packages.Aead;

/// <summary>The parsed header of a token.</summary>
/// <param name="Prefix">The first 8 bytes, loaded little-endian.</param>
/// <param name="Counter">The message counter.</param>
internal readonly record struct AeadToken(ulong Prefix, ulong Counter)
{
    internal const int HeaderSize = NumberedMessage.HeaderSize;
    internal const int Size = HeaderSize + AeadAlgorithms.TagSize;

    private const byte Version = 1;
    private const int SuiteShift = 8;
    private const int FlagsShift = 16;
    private const int SequenceShift = 32;

    internal AeadAlgorithm Suite => (AeadAlgorithm)(byte)(Prefix >> SuiteShift);

    internal AeadTokenFlags Flags => (AeadTokenFlags)(byte)(Prefix >> FlagsShift);

    internal bool Has(AeadTokenFlags flag) => (Flags & flag) != 0;

    internal uint SequenceNumber => BinaryPrimitives.ReverseEndianness((uint)(Prefix >> SequenceShift));

    /// <summary>Version, flags, the reserved byte and an unassigned number are as they must be; the suite is not looked at.</summary>
    internal bool IsWellFormed =>
        (byte)Prefix == Version
        && (Prefix >> FlagsShift & 0xFFFF) <= (ulong)AeadTokenFlags.All
        && (Has(AeadTokenFlags.Assigned) ? SequenceNumber != 0 : SequenceNumber == 0);

    internal static ulong MakePrefix(AeadAlgorithm suite, AeadTokenFlags flags, uint sequenceNumber) =>
        Version
        | (ulong)suite << SuiteShift
        | (ulong)(sequenceNumber == 0 ? flags : flags | AeadTokenFlags.Assigned) << FlagsShift
        | (ulong)BinaryPrimitives.ReverseEndianness(sequenceNumber) << SequenceShift;

    internal static AeadToken Read(ReadOnlySpan<byte> token) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(token),
        BinaryPrimitives.ReadUInt64BigEndian(token[sizeof(ulong)..]));

    internal void WriteHeader(Span<byte> token)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(token, Prefix);
        BinaryPrimitives.WriteUInt64BigEndian(token[sizeof(ulong)..], Counter);
    }
}
