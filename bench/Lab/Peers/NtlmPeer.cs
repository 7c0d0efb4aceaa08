// gss-ntlmssp on the same work as ours in connection mode: sealing, signing, and sealing with unsealing at the other end.
// Contexts are made from the session key; results go to new buffers of the library, which are released.

using PerfLab.Cases;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Packages.Ntlm;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Lab.Peers;

internal sealed class NtlmPeer : Peer
{
    public override string Name => "gss-ntlmssp";

    public override string Note => "gss_wrap, gss_unwrap and gss_get_mic of gss-ntlmssp behind MIT's glue, into a new buffer, contexts from raw keys";

    public override string? Absence => GssNtlmContext.IsPresent ? null : "the mechanism cannot be loaded (Debian packages libgssapi-krb5-2 and gss-ntlmssp)";

    // The peer refuses empty messages.
    public override bool Offers(CaseTail tail) =>
        tail is { Suite: "rc4", Operation: "seal" or "sign" or "roundtrip", Mode: "none", SizeBytes: > 0 };

    public override Action<long> Prepare(CaseTail tail)
    {
        byte[] message = Inputs.Bytes(tail.SizeBytes);
        Check(message);
        GssContext sender = GssNtlmContext.Open(initiator: true, NtlmCases.SessionKey);
        GssContext receiver = GssNtlmContext.Open(initiator: false, NtlmCases.SessionKey);
        return tail.Operation switch
        {
            "seal" => operations => Repeat(operations, () => sender.WrapAndDrop(message)),
            "sign" => operations => Repeat(operations, () => sender.GetMicAndDrop(message)),
            _ => operations => Repeat(operations, () => Require(sender.PassTo(receiver, message))),
        };
    }

    private static void Repeat(long operations, Action operation)
    {
        for (long i = 0; i < operations; i++)
        {
            operation();
        }
    }

    // What it seals, we unseal.
    private static void Check(byte[] message)
    {
        using GssContext sender = GssNtlmContext.Open(initiator: true, NtlmCases.SessionKey);
        using var receiver = new NtlmContext(new NtlmContextOptions { Role = SealRole.Acceptor, SessionKey = NtlmCases.SessionKey });
        byte[] token = sender.Wrap(message, encrypt: true);
        Span<byte> data = token.AsSpan(token.Length - message.Length);
        if (receiver.Unseal(token.AsSpan(0, token.Length - message.Length), data, out _) < 0 || !data.SequenceEqual(message))
        {
            throw new CaseFailedException("The peer's message is not what ours would be.");
        }
    }

    private static void Require(uint status)
    {
        if (status != GssContext.Complete)
        {
            throw new CaseFailedException($"The peer answered {status:x8}.");
        }
    }
}
