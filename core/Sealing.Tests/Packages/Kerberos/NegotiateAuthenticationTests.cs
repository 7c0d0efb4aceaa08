using System.Buffers;
using System.Net.Security;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Kerberos;

/// <summary>A real handshake with a KDC: .NET's NegotiateAuthentication is the initiator, our context the acceptor.</summary>
[Collection(AloneCollection.Name)]
public class NegotiateAuthenticationTests
{
    [Theory]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    public void Messages_pass_in_both_directions(int type)
    {
        Assert.SkipWhen(GssLibrary.Mit is null, "MIT krb5 is not installed (libgssapi-krb5-2).");
        Assert.SkipWhen(ThrowAwayKdc.Instance is null, ThrowAwayKdc.MissingReason);
        ThrowAwayKdc.Instance!.Permit(type);
        try
        {
            PassMessages((KerberosEncryptionType)type);
        }
        finally
        {
            ThrowAwayKdc.Instance.Permit(18);
        }
    }

    private static void PassMessages(KerberosEncryptionType type)
    {
        using var client = new NegotiateAuthentication(new NegotiateAuthenticationClientOptions
        {
            Package = "Kerberos",
            TargetName = ThrowAwayKdc.ServiceOf((int)type),
            RequiredProtectionLevel = ProtectionLevel.EncryptAndSign,
            RequireMutualAuthentication = true,
        });
        byte[]? hello = client.GetOutgoingBlob(ReadOnlySpan<byte>.Empty, out NegotiateAuthenticationStatusCode code);
        Assert.Equal(NegotiateAuthenticationStatusCode.ContinueNeeded, code);
        KerberosContextOptions options = GssAcceptor.Accept(GssLibrary.Mit!, hello!, out byte[] answer);
        _ = client.GetOutgoingBlob(answer, out code);
        Assert.Equal(NegotiateAuthenticationStatusCode.Completed, code);
        Assert.Equal(type, options.EncryptionType);
        using var server = new KerberosContext(options);
        foreach (int length in (int[])[0, 1, 100, 16_384])
        {
            Exchange(client, server, length, encrypt: true);
            Exchange(client, server, length, encrypt: false);
        }
    }

    private static void Exchange(NegotiateAuthentication client, KerberosContext server, int length, bool encrypt)
    {
        byte[] message = new byte[length];
        new Random(length).NextBytes(message);
        var wrapped = new ArrayBufferWriter<byte>();
        Assert.Equal(NegotiateAuthenticationStatusCode.Completed, client.Wrap(message, wrapped, encrypt, out bool encrypted));
        Assert.Equal(encrypt, encrypted);
        byte[] stream = wrapped.WrittenSpan.ToArray();
        Assert.Equal(NtStatus.Success, ContextDriver.UnsealStream(server, stream, out Range range, out QualityOfProtection qop));
        Assert.Equal(encrypt, qop.Encrypts);
        Assert.Equal(message, stream[range]);

        byte[] data = (byte[])message.Clone(), token = new byte[128];
        QualityOfProtection answer = encrypt ? default : QualityOfProtection.WrapNoEncrypt;
        Assert.Equal(NtStatus.Success, server.Seal(token, data, out int written, default, answer));
        var unwrapped = new ArrayBufferWriter<byte>();
        byte[] all = [.. token[..written], .. data];
        Assert.Equal(NegotiateAuthenticationStatusCode.Completed, client.Unwrap(all, unwrapped, out encrypted));
        Assert.Equal(encrypt, encrypted);
        Assert.Equal(message, unwrapped.WrittenSpan);
    }
}
