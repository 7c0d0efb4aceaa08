// What other code on a connection does with the messages of a pipe case, over the same connection in memory and in the
// same pattern: a message is written and flushed and read, or sixteen are written, flushed once and read. Differences that
// stay: a stream copies what it reads into the caller's buffer, a pipe shows it where it lies.

using System.IO.Pipelines;
using PerfLab.Cases;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Pipelines;

namespace PerfLab.Lab.Peers;

/// <summary>A peer of the pipe cases.</summary>
/// <param name="name">The second part of the cases' names.</param>
/// <param name="note">What it is.</param>
/// <param name="package">The package whose cases it stands beside, or null for every package's.</param>
/// <param name="prepare">Makes the loop for a message size and a number of messages per flush.</param>
/// <param name="absence">Why it is not here, or null.</param>
internal sealed class PipePeer(string name, string note, string? package, Func<int, int, Action<long>> prepare, string? absence = null) : Peer
{
    public override string Name => name;

    public override string Note => note;

    public override string? Absence => absence;

    /// <summary>SslStream, TLS 1.3, AES-256-GCM.</summary>
    public static PipePeer Ssl { get; } = new(
        "sslstream",
        "SslStream, TLS 1.3 with TLS_AES_256_GCM_SHA384",
        PipeCases.Aead,
        (size, burst) => Loop(async (client, server) => await TlsPair.ConnectAsync(client, server), size, burst));

    /// <summary>The pipe alone: the bound for everything that goes through one.</summary>
    public static PipePeer Bare { get; } = new("bare-pipe", "System.IO.Pipelines alone, nothing sealed and nothing framed", null, (size, burst) =>
    {
        var connection = new MemoryConnection();
        var loop = new PipeLoop(connection.Client.Output, connection.Server.Input, () => { }, size, burst);
        loop.Check();
        return loop.Run;
    });

    /// <summary>NegotiateStream, both ends, Kerberos with AES-256 and SHA-1.</summary>
    public static PipePeer Negotiate { get; } = new(
        "negotiatestream",
        "NegotiateStream over Kerberos (MIT krb5 through .NET), aes256-cts-hmac-sha1-96",
        PipeCases.Kerberos,
        (size, burst) => Loop(async (client, server) => await NegotiatePair.ConnectAsync(client, server), size, burst),
        NegotiatePair.Absence);

    public override bool Offers(CaseTail tail) =>
        tail.Mode is (PipeCases.Memory or PipeCases.MemoryBatch) && tail.Suite is ("length" or "negotiate-stream")
        && (package ?? tail.Operation) == tail.Operation && tail.Operation is (PipeCases.Aead or PipeCases.Kerberos);

    public override Action<long> Prepare(CaseTail tail) => prepare(tail.SizeBytes, tail.Mode == PipeCases.MemoryBatch ? SealBatch.MaxRun : 1);

    private static Action<long> Loop(Func<Stream, Stream, Task<(Stream Client, Stream Server)>> connect, int size, int burst)
    {
        var connection = new MemoryConnection();
        var writer = new BurstWriter(connection.Client.Output);
        (Stream client, Stream server) = connect(
            new DuplexPipeStream(new ClientEnd(connection.Client.Input, writer)), new DuplexPipeStream(connection.Server)).GetAwaiter().GetResult();
        writer.Holds = burst > 1;
        var loop = new StreamLoop(client, server, size, burst, flushes: writer.Holds);
        loop.Check();
        return loop.Run;
    }

    private sealed record ClientEnd(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
