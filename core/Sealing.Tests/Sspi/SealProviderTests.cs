using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Sspi;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Sspi;

public sealed unsafe class SealProviderTests
{
    private const uint Data = SecBufferType.Data;
    private const uint Token = SecBufferType.Token;
    private const uint Checksummed = SecBufferType.Data | SecBufferType.ReadOnlyWithChecksum;
    private const uint Untouched = SecBufferType.Data | SecBufferType.ReadOnly;
    private const uint NoEncrypt = 0x80000001;

    private static readonly byte[] s_message = [.. "The quick brown fox"u8];

    [Theory]
    [InlineData(0u)]
    [InlineData(NoEncrypt)]
    [InlineData(0x00000100u)]
    [InlineData(0x80000101u)]
    public void SealThenUnseal_GivesTheMessageAndItsQop(uint qop)
    {
        using var pair = new AeadPair();
        using var buffers = new Descriptor();
        int token = buffers.Add(Token, new byte[40]);
        int data = buffers.Add(Data, s_message);
        int padding = buffers.Add(SecBufferType.Padding, new byte[16]);

        Assert.Equal(NtStatus.Success, SealProvider.SpSealMessage(pair.ClientHandle, qop, buffers.Pointer, 7));
        Assert.Equal(32u, buffers[token]->cbBuffer);
        Assert.Equal(0u, buffers[padding]->cbBuffer);
        Assert.Equal((qop & NoEncrypt) == NoEncrypt, buffers.Bytes(data).SequenceEqual(s_message));

        uint found = 99;
        Assert.Equal(NtStatus.Success, SealProvider.SpUnsealMessage(pair.ServerHandle, buffers.Pointer, 7, &found));
        Assert.Equal(qop, found);
        Assert.Equal(s_message, buffers.Bytes(data));
    }

    [Fact]
    public void ChecksummedBuffers_AreAuthenticatedInOrder_ReadOnlyOnesAreNot()
    {
        using var pair = new AeadPair();
        using var buffers = new Descriptor();
        int header = buffers.Add(Checksummed, "header"u8);
        buffers.Add(Token, new byte[32]);
        int data = buffers.Add(Data, s_message);
        int ignored = buffers.Add(Untouched, "ignored"u8);
        int trailer = buffers.Add(Checksummed, "trailer"u8);
        Assert.Equal(NtStatus.Success, SealProvider.SpSealMessage(pair.ClientHandle, 0, buffers.Pointer, 0));
        Assert.Equal("header"u8, buffers.Bytes(header));
        byte[] sealedData = buffers.Bytes(data).ToArray();

        buffers.Bytes(ignored)[0] ^= 1;
        Assert.Equal(NtStatus.Success, SealProvider.SpUnsealMessage(pair.ServerHandle, buffers.Pointer, 0, null));
        Assert.Equal(s_message, buffers.Bytes(data));

        foreach (int authenticated in (int[])[header, trailer])
        {
            sealedData.CopyTo(buffers.Bytes(data));
            buffers.Bytes(authenticated)[2] ^= 0x40;
            Assert.Equal(NtStatus.MessageAltered, SealProvider.SpUnsealMessage(pair.ServerHandle, buffers.Pointer, 0, null));
            Assert.True(buffers.Bytes(data).IndexOfAnyExcept((byte)0) < 0);
            buffers.Bytes(authenticated)[2] ^= 0x40;
        }

        sealedData.CopyTo(buffers.Bytes(data));
        (*buffers[header], *buffers[trailer]) = (*buffers[trailer], *buffers[header]);
        Assert.Equal(NtStatus.MessageAltered, SealProvider.SpUnsealMessage(pair.ServerHandle, buffers.Pointer, 0, null));
    }

    [Fact]
    public void Signature_CoversAllDataBuffers_AndChangesNone()
    {
        using var pair = new AeadPair();
        using var buffers = new Descriptor();
        int first = buffers.Add(Data, s_message);
        int second = buffers.Add(Checksummed, "second"u8);
        int token = buffers.Add(Token, new byte[32]);
        Assert.Equal(NtStatus.Success, SealProvider.SpMakeSignature(pair.ClientHandle, 0, buffers.Pointer, 0));
        Assert.Equal(s_message, buffers.Bytes(first));
        Assert.Equal(NtStatus.Success, SealProvider.SpVerifySignature(pair.ServerHandle, buffers.Pointer, 0, null));

        buffers.Bytes(second)[5] ^= 1;
        Assert.Equal(NtStatus.MessageAltered, SealProvider.SpVerifySignature(pair.ServerHandle, buffers.Pointer, 0, null));
        buffers.Bytes(second)[5] ^= 1;

        // A signature is not an integrity-only message, and a message does not come back to its sender.
        buffers[second]->BufferType = Checksummed;
        Assert.Equal(NtStatus.InvalidToken, SealProvider.SpUnsealMessage(pair.ServerHandle, buffers.Pointer, 0, null));
        Assert.Equal(NtStatus.InvalidToken, SealProvider.SpVerifySignature(pair.ClientHandle, buffers.Pointer, 0, null));
        Assert.Equal(32, (int)buffers[token]->cbBuffer);
    }

    [Fact]
    public void UnknownStaleAndDeletedHandles_AreInvalid()
    {
        using var pair = new AeadPair();
        using var buffers = new Descriptor();
        buffers.Add(Token, new byte[32]);
        buffers.Add(Data, s_message);
        foreach (nuint handle in (nuint[])[0, 1, nuint.MaxValue, nuint.MaxValue - 1, pair.ClientHandle + 1, pair.ClientHandle ^ (1u << 30)])
        {
            Assert.Equal(NtStatus.InvalidHandle, SealProvider.SpSealMessage(handle, 0, buffers.Pointer, 0));
            Assert.Equal(NtStatus.InvalidHandle, SealProvider.SpUnsealMessage(handle, buffers.Pointer, 0, null));
            Assert.Equal(NtStatus.InvalidHandle, SealProvider.SpDeleteUserModeContext(handle));
        }

        Assert.Equal(NtStatus.Success, SealProvider.SpDeleteUserModeContext(pair.ClientHandle));
        Assert.Equal(NtStatus.InvalidHandle, SealProvider.SpDeleteUserModeContext(pair.ClientHandle));
        Assert.Equal(NtStatus.InvalidHandle, SealProvider.SpSealMessage(pair.ClientHandle, 0, buffers.Pointer, 0));
        Assert.Equal(NtStatus.InvalidHandle, pair.Client.Sign(new byte[32], s_message, out _));
    }

    [Fact]
    public void ContextWithoutIntegrity_IsInvalid_AndWithoutConfidentiality_DoesNotEncrypt()
    {
        using var bare = new AeadPair(ContextFlags.None);
        using var signing = new AeadPair(ContextFlags.Integrity);
        using var buffers = new Descriptor();
        buffers.Add(Token, new byte[32]);
        int data = buffers.Add(Data, s_message);
        Assert.Equal(NtStatus.InvalidHandle, SealProvider.SpSealMessage(bare.ClientHandle, 0, buffers.Pointer, 0));
        Assert.Equal(NtStatus.UnsupportedFunction, SealProvider.SpSealMessage(signing.ClientHandle, 0, buffers.Pointer, 0));
        Assert.Equal(s_message, buffers.Bytes(data));
        Assert.Equal(NtStatus.Success, SealProvider.SpSealMessage(signing.ClientHandle, NoEncrypt, buffers.Pointer, 0));
    }

    [Theory]
    [InlineData(0x40000000u)]
    [InlineData(1u)]
    [InlineData(0x80000000u)]
    [InlineData(0x00010000u)]
    [InlineData(0x00000300u)]
    [InlineData(0x0000FF00u)]
    public void UnknownQop_IsNotSupported_AndNothingIsWritten(uint qop)
    {
        using var pair = new AeadPair();
        using var buffers = new Descriptor();
        int token = buffers.Add(Token, new byte[32]);
        int data = buffers.Add(Data, s_message);
        Assert.Equal(NtStatus.QopNotSupported, SealProvider.SpSealMessage(pair.ClientHandle, qop, buffers.Pointer, 0));
        Assert.Equal(s_message, buffers.Bytes(data));
        Assert.Equal(new byte[32], buffers.Bytes(token).ToArray());
    }
}
