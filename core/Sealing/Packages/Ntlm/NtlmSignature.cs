// NTLMSSP_MESSAGE_SIGNATURE with extended session security (MS-NLMP section 2.2.2.9.2), 16 bytes, little-endian:
//   0  u32 version 1
//   4  checksum, 8 bytes
//  12  u32 SeqNum

using System.Buffers.Binary;

namespace PerfLab.Sealing.Packages.Ntlm;

/// <summary>A signature, the token of the package.</summary>
/// <param name="Version">Always 1 in what is sent.</param>
/// <param name="Checksum">The 8 bytes as they lie in memory.</param>
/// <param name="Number">SeqNum.</param>
internal readonly record struct NtlmSignature(uint Version, ulong Checksum, uint Number)
{
    internal const int Size = 16;
    internal const uint KnownVersion = 1;

    private const int ChecksumOffset = 4;
    private const int NumberOffset = 12;

    internal static NtlmSignature Read(ReadOnlySpan<byte> token) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(token),
        BitConverter.ToUInt64(token[ChecksumOffset..]),
        BinaryPrimitives.ReadUInt32LittleEndian(token[NumberOffset..]));

    internal void Write(Span<byte> token)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(token, Version);
        BitConverter.TryWriteBytes(token[ChecksumOffset..], Checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(token[NumberOffset..], Number);
    }
}
