using System.Runtime.InteropServices;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Sspi;

namespace PerfLab.Sealing.Tests.Contract;

/// <summary>The documented 64-bit layout and the documented numbers.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Structures_HaveTheDocumentedSizeAndOffsets()
    {
        Assert.Equal(16, Marshal.SizeOf<SecBuffer>());
        Assert.Equal((0, 4, 8), (Offset<SecBuffer>("cbBuffer"), Offset<SecBuffer>("BufferType"), Offset<SecBuffer>("pvBuffer")));
        Assert.Equal(16, Marshal.SizeOf<SecBufferDesc>());
        Assert.Equal((0, 4, 8), (Offset<SecBufferDesc>("ulVersion"), Offset<SecBufferDesc>("cBuffers"), Offset<SecBufferDesc>("pBuffers")));
        Assert.Equal(16, Marshal.SizeOf<SecPkgContextSizes>());
        Assert.Equal((0, 4, 8, 12), (
            Offset<SecPkgContextSizes>("cbMaxToken"),
            Offset<SecPkgContextSizes>("cbMaxSignature"),
            Offset<SecPkgContextSizes>("cbBlockSize"),
            Offset<SecPkgContextSizes>("cbSecurityTrailer")));
        Assert.Equal(16, Marshal.SizeOf<SecPkgContextLifespan>());
        Assert.Equal(32, Marshal.SizeOf<SecPkgContextKeyInfo>());
        Assert.Equal((16, 20, 24), (
            Offset<SecPkgContextKeyInfo>("KeySize"),
            Offset<SecPkgContextKeyInfo>("SignatureAlgorithm"),
            Offset<SecPkgContextKeyInfo>("EncryptAlgorithm")));
        Assert.Equal(32, Marshal.SizeOf<SecPkgInfo>());
        Assert.Equal((0, 4, 6, 8, 16, 24), (
            Offset<SecPkgInfo>("fCapabilities"),
            Offset<SecPkgInfo>("wVersion"),
            Offset<SecPkgInfo>("wRPCID"),
            Offset<SecPkgInfo>("cbMaxToken"),
            Offset<SecPkgInfo>("Name"),
            Offset<SecPkgInfo>("Comment")));
    }

    [Theory]
    [InlineData(0xC0000008u, NtStatus.InvalidHandle)]
    [InlineData(0xC000000Du, NtStatus.InvalidParameter)]
    [InlineData(0xC0000023u, NtStatus.BufferTooSmall)]
    [InlineData(0xC000009Au, NtStatus.InsufficientResources)]
    [InlineData(0xC00000BBu, NtStatus.NotSupported)]
    [InlineData(0xC00000E5u, NtStatus.InternalError)]
    [InlineData(0x80090302u, NtStatus.UnsupportedFunction)]
    [InlineData(0x80090308u, NtStatus.InvalidToken)]
    [InlineData(0x8009030Au, NtStatus.QopNotSupported)]
    [InlineData(0x8009030Fu, NtStatus.MessageAltered)]
    [InlineData(0x80090310u, NtStatus.OutOfSequence)]
    [InlineData(0x80090317u, NtStatus.ContextExpired)]
    [InlineData(0x80090318u, NtStatus.IncompleteMessage)]
    public void Statuses_AreTheContracts(uint number, NtStatus status) => Assert.Equal(number, unchecked((uint)status));

    [Fact]
    public void Numbers_AreTheContracts()
    {
        Assert.Equal((1u, 2u, 9u, 10u), (SecBufferType.Data, SecBufferType.Token, SecBufferType.Padding, SecBufferType.Stream));
        Assert.Equal(0x80000001, QualityOfProtection.WrapNoEncrypt.Value);
        Assert.Equal(
            (0x4u, 0x8u, 0x10u, 0x200u, 0x400u, 0x800u, 0x10000u),
            ((uint)ContextFlags.ReplayDetect, (uint)ContextFlags.SequenceDetect, (uint)ContextFlags.Confidentiality,
             (uint)ContextFlags.DceStyle, (uint)ContextFlags.Datagram, (uint)ContextFlags.Connection, (uint)ContextFlags.Integrity));
    }

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
