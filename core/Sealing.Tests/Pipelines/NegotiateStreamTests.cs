using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Principal;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Pipelines;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Pipelines;

/// <summary>A NegotiateStream of .NET talks Kerberos to a sealed pipe, over a socket.</summary>
public sealed class NegotiateStreamTests
{
    private static readonly int[] s_sizes = [1, 2, 15, 16, 17, 1000, 16_384, (63 * 1024) - 1, 63 * 1024, (63 * 1024) + 1, 65_536, 1 << 20];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ThrowAwayKdc.Service, ProtectionLevel.EncryptAndSign)]
    [InlineData(ThrowAwayKdc.Service, ProtectionLevel.Sign)]
    public async Task MessagesOfEverySize_PassInBothDirections(string service, ProtectionLevel protection)
    {
        Assert.SkipWhen(GssLibrary.Mit is null, "MIT krb5 is not installed (libgssapi-krb5-2).");
        Assert.SkipWhen(ThrowAwayKdc.Instance is null, ThrowAwayKdc.MissingReason);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Stop);
        using TcpClient accepted = await listener.AcceptTcpClientAsync(Stop);

        await using var negotiate = new NegotiateStream(client.GetStream());
        Task handshake = negotiate.AuthenticateAsClientAsync(
            CredentialCache.DefaultNetworkCredentials, service, protection, TokenImpersonationLevel.Identification);
        using KerberosContext context = await NegotiateStreamServer.AcceptAsync(accepted.GetStream(), Stop);
        await handshake;
        Assert.True(negotiate.IsSigned);

        // MIT krb5 grants confidentiality without being asked, and NegotiateStream then encrypts at ProtectionLevel.Sign as
        // well. The pipe answers with messages that are only signed, and takes both kinds.
        var options = new SealedPipeOptions { Framing = new NegotiateStreamFraming(), Encrypt = protection == ProtectionLevel.EncryptAndSign };
        await using var pipe = new SealedPipe(accepted.GetStream(), context, options);
        foreach (int size in s_sizes)
        {
            byte[] question = SealedPipeTests.Bytes(size);
            byte[] answer = SealedPipeTests.Bytes(size);
            Array.Reverse(answer);
            Task<byte[]> atServer = AnswerAsync(pipe, answer);
            await negotiate.WriteAsync(question, Stop);
            var atClient = new byte[size];
            await negotiate.ReadExactlyAsync(atClient, Stop);
            Assert.Equal(question, await atServer);
            Assert.Equal(answer, atClient);
        }

        client.Client.Shutdown(SocketShutdown.Send);
        ReadResult end = await pipe.Input.ReadAsync(Stop);
        Assert.True(end.IsCompleted && end.Buffer.IsEmpty);
    }

    private static async Task<byte[]> AnswerAsync(SealedPipe pipe, byte[] answer)
    {
        ReadResult result = await pipe.Input.ReadAtLeastAsync(answer.Length, Stop);
        byte[] question = System.Buffers.BuffersExtensions.ToArray(result.Buffer);
        pipe.Input.AdvanceTo(result.Buffer.End);
        await pipe.Output.WriteAsync(answer, Stop);
        return question;
    }
}
