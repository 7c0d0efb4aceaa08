using System.Buffers.Binary;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Kerberos;

public class KerberosContextTests
{
    private const int HeaderSize = 16;
    private const int TokenRoom = 128;

    public static TheoryData<KerberosEncryptionType> Types => new(Enum.GetValues<KerberosEncryptionType>());

    // Every rotation of every shape, far beyond the length of the body, and filler of any length with any content.
    [Theory]
    [MemberData(nameof(Types))]
    public void Any_rotation_is_taken_back(KerberosEncryptionType type)
    {
        using KerberosContext sender = Open(type, SealRole.Initiator), receiver = Open(type, SealRole.Acceptor);
        foreach (bool encrypt in (bool[])[true, false])
        {
            byte[] data = Message(37), token = new byte[TokenRoom];
            Assert.Equal(NtStatus.Success, sender.Seal(token, data, out int size, default, encrypt ? default : QualityOfProtection.WrapNoEncrypt));
            int own = BinaryPrimitives.ReadUInt16BigEndian(token.AsSpan(6));
            byte[] body = [.. token[HeaderSize..size], .. data];
            for (int rotation = 0; rotation <= 3 * body.Length; rotation++)
            {
                byte[] rotated = new byte[body.Length];
                for (int i = 0; i < body.Length; i++)
                {
                    rotated[(i + rotation) % body.Length] = body[(i + own) % body.Length];
                }

                byte[] header = token[..HeaderSize];
                BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), (ushort)rotation);
                byte[] stream = [.. header, .. rotated];
                byte[] splitToken = stream[..size], splitData = stream[size..];
                Assert.Equal(NtStatus.Success, ContextDriver.UnsealStream(receiver, stream, out Range range, out _));
                Assert.Equal(Message(37), stream[range]);
                Assert.Equal(NtStatus.Success, receiver.Unseal(splitToken, splitData, out _));
                Assert.Equal(Message(37), splitData);
            }
        }
    }

    // Sealing and unsealing choose their hash by length, and go different ways: every length around the borders.
    [Theory]
    [MemberData(nameof(Types))]
    public void Every_length_near_a_border_unseals(KerberosEncryptionType type)
    {
        using KerberosContext sender = Open(type, SealRole.Initiator), receiver = Open(type, SealRole.Acceptor);
        byte[] token = new byte[TokenRoom];
        foreach (int length in (int[])[.. Enumerable.Range(180, 100), .. Enumerable.Range(690, 30), .. Enumerable.Range(1000, 300), .. Enumerable.Range(8180, 20)])
        {
            byte[] data = Message(length);
            Assert.Equal(NtStatus.Success, sender.Seal(token, data, out int size));
            Assert.Equal(NtStatus.Success, receiver.Unseal(token.AsSpan(0, size), data, out _));
            Assert.Equal(Message(length), data);
        }
    }

    // Beside associated data the cipher does not run between the rounds of the hash: each length would, for some type.
    [Theory]
    [MemberData(nameof(Types))]
    public void Associated_data_counts_at_every_length(KerberosEncryptionType type)
    {
        using KerberosContext sender = Open(type, SealRole.Initiator), receiver = Open(type, SealRole.Acceptor);
        byte[] token = new byte[TokenRoom];
        foreach (int length in (int[])[0, 100, 300, 1500, 9000])
        {
            byte[] data = Message(length);
            Assert.Equal(NtStatus.Success, sender.Seal(token, data, out int size, Message(30)));
            Assert.Equal(NtStatus.MessageAltered, receiver.Unseal(token.AsSpan(0, size), (byte[])data.Clone(), out _, Message(31)));
            Assert.Equal(NtStatus.MessageAltered, receiver.Unseal(token.AsSpan(0, size), (byte[])data.Clone(), out _));
            Assert.Equal(NtStatus.Success, receiver.Unseal(token.AsSpan(0, size), data, out _, Message(30)));
            Assert.Equal(Message(length), data);
        }
    }

    // CVE-2024-37370: EC in the clear header is not to be trusted. CVE-2014-4341: bodies shorter than their parts.
    [Theory]
    [MemberData(nameof(Types))]
    public void Changed_extra_count_and_short_bodies_are_refused(KerberosEncryptionType type)
    {
        using KerberosContext sender = Open(type, SealRole.Initiator), receiver = Open(type, SealRole.Acceptor);
        byte[] data = Message(50), token = new byte[TokenRoom];
        Assert.Equal(NtStatus.Success, sender.Seal(token, data, out int size));
        byte[] sent = [.. token[..size], .. data];
        for (int extra = 1; extra < 120; extra++)
        {
            byte[] stream = (byte[])sent.Clone();
            BinaryPrimitives.WriteUInt16BigEndian(stream.AsSpan(4), (ushort)extra);
            AssertRefused(receiver, stream);
            BinaryPrimitives.WriteUInt16BigEndian(stream.AsSpan(4), (ushort)(ushort.MaxValue - extra));
            AssertRefused(receiver, stream);
        }

        for (int length = 0; length < sent.Length; length++)
        {
            AssertRefused(receiver, sent[..length]);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_flipped_bit_is_noticed_and_no_plaintext_comes_out(KerberosEncryptionType type)
    {
        using KerberosContext sender = Open(type, SealRole.Initiator), receiver = Open(type, SealRole.Acceptor);
        byte[] data = Message(20), token = new byte[TokenRoom], aad = Message(3);
        Assert.Equal(NtStatus.Success, sender.Seal(token, data, out int size, aad));
        byte[] sent = token[..size];
        for (int bit = 0; bit < 8 * (size + data.Length); bit++)
        {
            if (bit / 8 is 6 or 7)
            {
                continue; // RRC is not authenticated; see Any_rotation_is_taken_back
            }

            byte[] badToken = (byte[])sent.Clone(), badData = (byte[])data.Clone();
            (bit / 8 < size ? badToken : badData)[bit / 8 < size ? bit / 8 : bit / 8 - size] ^= (byte)(1 << (bit % 8));
            byte[] before = (byte[])badToken.Clone();
            Assert.NotEqual(NtStatus.Success, receiver.Unseal(badToken, badData, out _, aad));
            Assert.Equal(before, badToken);
            Assert.Equal(new byte[20], badData);
        }

        Assert.Equal(NtStatus.MessageAltered, receiver.Unseal((byte[])sent.Clone(), (byte[])data.Clone(), out _, [9, 9, 9]));
        Assert.Equal(NtStatus.Success, receiver.Unseal(sent, data, out _, aad));
        Assert.Equal(Message(20), data);
    }

    // CVE-2025-57736: every byte of a MIC token counts, the fixed ones of its header too.
    [Theory]
    [MemberData(nameof(Types))]
    public void Every_byte_of_a_mic_counts(KerberosEncryptionType type)
    {
        using KerberosContext sender = Open(type, SealRole.Acceptor), receiver = Open(type, SealRole.Initiator);
        byte[] data = Message(20), token = new byte[TokenRoom];
        Assert.Equal(NtStatus.Success, sender.Sign(token, data, out int size));
        byte[] mic = token[..size];
        for (int i = 0; i < size; i++)
        {
            mic[i] ^= 0x40;
            Assert.NotEqual(NtStatus.Success, receiver.Verify(mic, data, out _));
            mic[i] ^= 0x40;
        }

        Assert.NotEqual(NtStatus.Success, receiver.Verify(mic.AsSpan(0, size - 1), data, out _));
        Assert.NotEqual(NtStatus.Success, receiver.Verify((byte[])[.. mic, 0], data, out _));
        Assert.Equal(NtStatus.Success, receiver.Verify(mic, data, out _));
    }

    [Fact]
    public void Tokens_of_the_wrong_kind_side_or_key_are_refused()
    {
        KerberosEncryptionType type = KerberosEncryptionType.Aes256Sha1;
        using KerberosContext sender = Open(type, SealRole.Initiator), receiver = Open(type, SealRole.Acceptor);
        byte[] data = [], token = new byte[TokenRoom];
        Assert.Equal(NtStatus.Success, sender.Seal(token, data, out int size, default, QualityOfProtection.WrapNoEncrypt));
        byte[] wrap = token[..size];
        Assert.Equal(NtStatus.InvalidToken, receiver.Verify(wrap, data, out _));
        Assert.Equal(NtStatus.MessageAltered, sender.Unseal((byte[])wrap.Clone(), data, out _));
        Assert.Equal(NtStatus.Success, sender.Sign(token, data, out size));
        Assert.Equal(NtStatus.InvalidToken, receiver.Unseal(token.AsSpan(0, size), data, out _));
        Assert.Equal(NtStatus.MessageAltered, sender.Verify(token.AsSpan(0, size), data, out _));
        wrap[2] ^= 4;
        Assert.Equal(NtStatus.MessageAltered, receiver.Unseal(wrap, data, out _));
    }

    [Fact]
    public void Refusals_have_the_statuses_of_the_contract()
    {
        using KerberosContext context = Open(KerberosEncryptionType.Aes256Sha1, SealRole.Initiator);
        using KerberosContext integrity = new(Options(KerberosEncryptionType.Aes256Sha1, SealRole.Initiator) with { Flags = ContextFlags.Integrity });
        using KerberosContext nothing = new(Options(KerberosEncryptionType.Aes256Sha1, SealRole.Initiator) with { Flags = ContextFlags.None });
        using KerberosContext expired = new(Options(KerberosEncryptionType.Aes256Sha1, SealRole.Initiator) with { Expiry = DateTimeOffset.UnixEpoch });
        byte[] token = new byte[TokenRoom], data = new byte[4];
        Assert.Equal(NtStatus.InvalidParameter, context.Seal(token.AsSpan(0, 59), data, out _));
        Assert.Equal(NtStatus.InvalidParameter, context.Sign(token.AsSpan(0, 27), data, out _));
        Assert.Equal(NtStatus.QopNotSupported, context.Seal(token, data, out _, default, QualityOfProtection.ForSuite(1)));
        Assert.Equal(NtStatus.QopNotSupported, context.Seal(token, data, out _, default, new QualityOfProtection(0x40000000)));
        Assert.Equal(NtStatus.UnsupportedFunction, integrity.Seal(token, data, out _));
        Assert.Equal(NtStatus.Success, integrity.Seal(token, data, out _, default, QualityOfProtection.WrapNoEncrypt));
        Assert.Equal(NtStatus.InvalidHandle, nothing.Seal(token, data, out _));
        Assert.Equal(NtStatus.ContextExpired, expired.Seal(token, data, out _));
        Assert.Equal(new byte[4], data);
        Assert.Equal(NtStatus.Success, context.Seal(token, data, out _, sequenceNumber: 77));
        Assert.Throws<ArgumentException>(() => new KerberosContext(Options(KerberosEncryptionType.Aes128Sha1, SealRole.Initiator) with { Key = new byte[15] }));
    }

    // Windows sends filler of zeros, MIT of ones; a sender outside DCE style may add filler too. Content is not looked at.
    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    [InlineData(0x5C)]
    public void Filler_of_any_length_and_content_is_dropped(byte filler)
    {
        foreach (KerberosEncryptionType type in Enum.GetValues<KerberosEncryptionType>())
        {
            using KerberosContext receiver = Open(type, SealRole.Acceptor);
            foreach (int extra in (int[])[0, 1, 15, 16, 17, 33, 300])
            {
                byte[] stream = WrapWithFiller(type, Message(21), extra, filler);
                Assert.Equal(NtStatus.Success, ContextDriver.UnsealStream(receiver, stream, out Range range, out _));
                Assert.Equal(Message(21), stream[range]);
            }
        }
    }

    // Data of the pieces is what the cipher sees; a token in natural order (RRC 0).
    private static byte[] WrapWithFiller(KerberosEncryptionType type, byte[] message, int extra, byte filler)
    {
        byte[] stream = new byte[HeaderSize + SealedParts.Overhead(extra, type.MacSize()) + message.Length];
        var header = new KerberosToken(KerberosTokenFlags.Sealed, (ushort)extra, 0, 1);
        header.WriteWrap(stream);
        SealedParts parts = SealedParts.InNaturalOrder(stream.AsSpan(HeaderSize), extra, type.MacSize());
        message.CopyTo(parts.Data);
        parts.Tail.Fill(filler);
        header.WriteWrap(parts.InnerHeader);
        using KerberosKeys keys = KerberosKeys.Create(type, new byte[type.KeySize()], SealRole.Initiator);
        keys.Seal(parts, new MessageBuffers(default, parts.Data, default));
        return stream;
    }

    private static void AssertRefused(KerberosContext receiver, byte[] stream)
    {
        stream = (byte[])stream.Clone();
        NtStatus status = ContextDriver.UnsealStream(receiver, stream, out _, out _);
        Assert.True(status is NtStatus.InvalidToken or NtStatus.MessageAltered, status.ToString());
        Assert.DoesNotContain(stream, b => b != 0);
    }

    private static byte[] Message(int length)
    {
        byte[] message = new byte[length];
        new Random(length).NextBytes(message);
        return message;
    }

    private static KerberosContext Open(KerberosEncryptionType type, SealRole role) => new(Options(type, role));

    private static KerberosContextOptions Options(KerberosEncryptionType type, SealRole role) => new()
    {
        Role = role,
        EncryptionType = type,
        Key = new byte[type.KeySize()],
    };
}
