using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Packages.Aead;
using PerfLab.Sealing.Pipelines;

namespace PerfLab.Sealing.Tests.Pipelines;

/// <summary>The README's echo server and client, as they stand there.</summary>
internal static class EchoSample
{
    private const ContextFlags Ordered = ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.SequenceDetect;

    internal static async Task ServeAsync(TcpListener listener, byte[] secret)
    {
        using var context = new AeadContext(new AeadContextOptions { Role = SealRole.Acceptor, Secret = secret, Flags = Ordered });
        using TcpClient peer = await listener.AcceptTcpClientAsync();
        await using var pipe = new SealedPipe(peer.GetStream(), context);
        await pipe.Input.CopyToAsync(pipe.Output); // until the client ends
    }

    internal static async Task<string> AskAsync(int port, byte[] secret, string question)
    {
        using var context = new AeadContext(new AeadContextOptions { Role = SealRole.Initiator, Secret = secret, Flags = Ordered });
        using var tcp = new TcpClient("localhost", port);
        await using var pipe = new SealedPipe(tcp.GetStream(), context);
        await pipe.Output.WriteAsync(Encoding.UTF8.GetBytes(question));
        ReadResult answer = await pipe.Input.ReadAsync();
        return Encoding.UTF8.GetString(answer.Buffer);
    }
}
