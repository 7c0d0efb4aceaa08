using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Ntlm;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Ntlm;

/// <summary>Messages exchanged with a live gss-ntlmssp, in connection mode; GssNtlmContext lists its defects.</summary>
public sealed class GssNtlmsspTests
{
    private const int TokenSize = 16;

    private static readonly int[] s_sizes = [.. Enumerable.Range(1, 300), 511, 512, 513, 1021, 4096, 16384, 65521, 1 << 20];
    private static readonly byte[] s_sessionKey = [.. Enumerable.Range(100, 16).Select(i => (byte)i)];

    public static TheoryData<SealRole, int, bool> Shapes => new()
    {
        { SealRole.Initiator, 16, true },
        { SealRole.Acceptor, 16, true },
        { SealRole.Initiator, 7, true },
        { SealRole.Acceptor, 5, true },
        { SealRole.Initiator, 16, false },
        { SealRole.Acceptor, 7, false },
        { SealRole.Initiator, 5, false },
    };

    // All sizes on one pair of contexts, so that a key stream out of step by one byte anywhere fails everything behind it.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sealed_and_signed_messages_mixed_in_both_directions(SealRole role, int strength, bool keyExchange)
    {
        using NtlmContext ours = Ours(role, strength, keyExchange);
        using GssContext peer = Peer(role, strength, keyExchange);
        var random = new Random(strength);
        foreach (int size in s_sizes)
        {
            byte[] message = new byte[size];
            random.NextBytes(message);
            switch (random.Next(3))
            {
                case 0:
                    ToPeerSigned(ours, peer, message);
                    FromPeerSealed(ours, peer, message);
                    break;
                case 1:
                    FromPeerSigned(ours, peer, message);
                    ToPeerSealed(ours, peer, message);
                    break;
                default:
                    ToPeerSealed(ours, peer, message);
                    FromPeerSealed(ours, peer, message);
                    break;
            }
        }
    }

    // Every bit of a short token, then a byte of longer ones: both refuse. After one the peer is out of step for good, so
    // each has a pair of its own.
    [Fact]
    public void Altered_tokens_are_refused_by_both()
    {
        for (int bit = 0; bit < (TokenSize + 5) * 8; bit++)
        {
            using GssContext sender = Peer(SealRole.Acceptor, 16, true);
            using GssContext receiver = Peer(SealRole.Initiator, 16, true);
            using NtlmContext ours = Ours(SealRole.Acceptor, 16, true);
            byte[] token = sender.Wrap("12345"u8, encrypt: true);
            token[bit / 8] ^= (byte)(1 << bit % 8);
            bool refused = receiver.Unwrap(token, out _, out _) != GssContext.Complete;
            byte[] data = token[TokenSize..];
            NtStatus status = ours.Unseal(token.AsSpan(0, TokenSize), data, out _);
            Assert.True(refused, $"the peer took bit {bit}");
            Assert.True(status < 0, $"bit {bit}: {status}");
            Assert.Equal(new byte[5], data);
        }
    }

    // The peer's cursor is lost after a failure; ours says so and refuses, and signatures move nothing.
    [Fact]
    public void After_an_altered_message_the_peer_is_out_of_step_and_ours_is_closed()
    {
        using GssContext sender = Peer(SealRole.Acceptor, 16, true);
        using GssContext receiver = Peer(SealRole.Initiator, 16, true);
        using NtlmContext ours = Ours(SealRole.Acceptor, 16, true);
        byte[] genuine = sender.Wrap("first"u8, encrypt: true);
        byte[] altered = [.. genuine];
        altered[5] ^= 1;
        Assert.NotEqual(GssContext.Complete, receiver.Unwrap(altered, out _, out _));
        Assert.NotEqual(GssContext.Complete, receiver.Unwrap(genuine, out _, out _));
        Assert.Equal(NtStatus.MessageAltered, ours.Unseal(altered.AsSpan(0, TokenSize), altered.AsSpan(TokenSize), out _));
        Assert.Equal(NtStatus.ContextExpired, ours.Unseal(genuine.AsSpan(0, TokenSize), genuine.AsSpan(TokenSize), out _));
    }

    private static NtlmContext Ours(SealRole role, int strength, bool keyExchange) => new(new NtlmContextOptions
    {
        Role = role,
        SessionKey = s_sessionKey,
        Strength = (NtlmKeyStrength)strength,
        KeyExchange = keyExchange,
    });

    // The other end of our context.
    private static GssContext Peer(SealRole ours, int strength, bool keyExchange)
    {
        Assert.SkipUnless(GssNtlmContext.IsPresent, "gss-ntlmssp is not installed.");
        return GssNtlmContext.Open(ours == SealRole.Acceptor, s_sessionKey, strength, keyExchange);
    }

    private static void ToPeerSealed(NtlmContext ours, GssContext peer, byte[] message)
    {
        byte[] token = new byte[TokenSize];
        byte[] data = [.. message];
        Assert.Equal(NtStatus.Success, ours.Seal(token, data, out _));
        Assert.Equal(GssContext.Complete, peer.Unwrap([.. token, .. data], out byte[] received, out _));
        Assert.Equal(message, received);
    }

    private static void ToPeerSigned(NtlmContext ours, GssContext peer, byte[] message)
    {
        byte[] token = new byte[TokenSize];
        Assert.Equal(NtStatus.Success, ours.Sign(token, message, out _));
        Assert.Equal(GssContext.Complete, peer.VerifyMic(message, token));
    }

    private static void FromPeerSealed(NtlmContext ours, GssContext peer, byte[] message)
    {
        byte[] token = peer.Wrap(message, encrypt: true);
        Assert.Equal(TokenSize + message.Length, token.Length);
        Span<byte> data = token.AsSpan(TokenSize);
        Assert.Equal(NtStatus.Success, ours.Unseal(token.AsSpan(0, TokenSize), data, out _));
        Assert.Equal(message, data);
    }

    private static void FromPeerSigned(NtlmContext ours, GssContext peer, byte[] message)
    {
        byte[] token = peer.GetMic(message);
        Assert.Equal(NtStatus.Success, ours.Verify(token, message, out _));
    }
}
