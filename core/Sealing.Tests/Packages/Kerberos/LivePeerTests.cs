using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Kerberos;

/// <summary>Messages exchanged with live contexts of MIT krb5 and Heimdal, in both directions.</summary>
public class LivePeerTests
{
    private const int IovRoom = 128;

    private static readonly int[] s_lengths = [.. Enumerable.Range(0, 301), 511, 703, 704, 1021, 4099, 16_384, 65_521];

    // SequenceDetect on the MIT side would turn the order of our calls into a status; replay detection is on.
    public static TheoryData<int, bool, bool, ulong> MitContexts
    {
        get
        {
            var data = new TheoryData<int, bool, bool, ulong>();
            foreach (int type in (int[])[17, 18, 19, 20])
            {
                foreach (bool subkey in (bool[])[false, true])
                {
                    data.Add(type, subkey, false, 0);
                    data.Add(type, subkey, false, ulong.MaxValue - 1);
                    data.Add(type, subkey, true, uint.MaxValue);
                }
            }

            return data;
        }
    }

    public static TheoryData<int, bool> HeimdalContexts => new() { { 17, false }, { 17, true }, { 18, false }, { 18, true } };

    [Theory]
    [MemberData(nameof(MitContexts))]
    public void Mit(int type, bool subkey, bool dce, ulong first)
    {
        Assert.SkipWhen(GssLibrary.Mit is null, "MIT krb5 is not installed (libgssapi-krb5-2).");
        foreach (SealRole role in (SealRole[])[SealRole.Initiator, SealRole.Acceptor])
        {
            using var pair = new KerberosPair(GssLibrary.Mit!, type, role, subkey, dce, first);
            foreach (int length in s_lengths)
            {
                ExchangeIov(pair, length, encrypt: true, signed: dce);
                ExchangeIov(pair, length, encrypt: false, signed: dce && length % 2 == 0);
                ExchangeMic(pair, length);
                if (!dce)
                {
                    ExchangeStream(pair, length, encrypt: true);
                    ExchangeStream(pair, length, encrypt: false);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(HeimdalContexts))]
    public void Heimdal(int type, bool subkey)
    {
        Assert.SkipWhen(GssLibrary.Heimdal is null, "Heimdal is not installed (libgssapi3-heimdal).");
        foreach (SealRole role in (SealRole[])[SealRole.Initiator, SealRole.Acceptor])
        {
            using var pair = new KerberosPair(GssLibrary.Heimdal!, type, role, subkey, dce: false, first: 1000);
            foreach (int length in s_lengths)
            {
                ExchangeStream(pair, length, encrypt: true);
                ExchangeStream(pair, length, encrypt: false);
                ExchangeMic(pair, length);
            }
        }
    }

    // Heimdal seals and signs in DCE style; it has no integrity-only Wrap there.
    [Theory]
    [MemberData(nameof(HeimdalContexts))]
    public void Heimdal_dce_style(int type, bool subkey)
    {
        Assert.SkipWhen(GssLibrary.Heimdal is null, "Heimdal is not installed (libgssapi3-heimdal).");
        foreach (SealRole role in (SealRole[])[SealRole.Initiator, SealRole.Acceptor])
        {
            using var pair = new KerberosPair(GssLibrary.Heimdal!, type, role, subkey, dce: true, first: 1000);
            foreach (int length in s_lengths)
            {
                ExchangeIov(pair, length, encrypt: true, signed: true);
                ExchangeMic(pair, length);
            }
        }
    }

    private static void ExchangeIov(KerberosPair pair, int length, bool encrypt, bool signed)
    {
        byte[] plain = Message(length), before = signed ? Message(24) : [], after = signed ? Message(8) : [];
        QualityOfProtection qop = encrypt ? default : QualityOfProtection.WrapNoEncrypt;
        byte[] data = (byte[])plain.Clone(), token = new byte[IovRoom];
        Assert.Equal(NtStatus.Success, ContextDriver.SealBetween(pair.Ours, token, before, data, after, qop, out int written));
        Assert.Equal(encrypt ? pair.Ours.Sizes.SecurityTrailer : pair.Ours.Sizes.MaxSignature, written);
        Assert.Equal(GssContext.Complete, pair.Theirs.UnwrapIov(token.AsSpan(0, written), before, data, after, out bool wasEncrypted));
        Assert.Equal(encrypt, wasEncrypted);
        Assert.Equal(plain, data);

        byte[] header = new byte[written];
        Assert.Equal(GssContext.Complete, pair.Theirs.WrapIov(header, before, data, after, encrypt));
        byte[] sent = (byte[])header.Clone();
        Assert.Equal(NtStatus.Success, ContextDriver.UnsealBetween(pair.Ours, header, before, data, after, out QualityOfProtection received));
        Assert.Equal(qop, received);
        Assert.Equal(plain, data);
        Assert.Equal(sent, header);
    }

    private static void ExchangeStream(KerberosPair pair, int length, bool encrypt)
    {
        byte[] plain = Message(length);
        byte[] stream = pair.Theirs.Wrap(plain, encrypt);
        Assert.Equal(NtStatus.Success, ContextDriver.UnsealStream(pair.Ours, stream, out Range range, out QualityOfProtection qop));
        Assert.Equal(encrypt, qop.Encrypts);
        Assert.Equal(plain, stream[range]);

        byte[] data = (byte[])plain.Clone(), token = new byte[IovRoom];
        QualityOfProtection ours = encrypt ? default : QualityOfProtection.WrapNoEncrypt;
        Assert.Equal(NtStatus.Success, pair.Ours.Seal(token, data, out int written, default, ours));
        Assert.Equal(GssContext.Complete, pair.Theirs.Unwrap([.. token[..written], .. data], out byte[] message, out bool wasEncrypted));
        Assert.Equal(encrypt, wasEncrypted);
        Assert.Equal(plain, message);
    }

    private static void ExchangeMic(KerberosPair pair, int length)
    {
        byte[] message = Message(length), token = new byte[IovRoom];
        Assert.Equal(NtStatus.Success, pair.Ours.Sign(token, message, out int written));
        Assert.Equal(GssContext.Complete, pair.Theirs.VerifyMic(message, token.AsSpan(0, written)));
        Assert.Equal(NtStatus.Success, pair.Ours.Verify(pair.Theirs.GetMic(message), message, out _));
    }

    private static byte[] Message(int length)
    {
        byte[] message = new byte[length];
        new Random(length).NextBytes(message);
        return message;
    }
}
