using PerfLab.Cases;
using PerfLab.Sealing.Pipelines;

namespace PerfLab.Lab.Peers;

/// <summary>What other code on a connection does with the messages of a pipe case, over the same connection in memory.</summary>
/// <param name="name">The second part of the cases' names.</param>
/// <param name="note">What it is.</param>
/// <param name="package">The package whose cases it stands beside, or null for every package's.</param>
/// <param name="prepare">Makes the loop for a message size.</param>
/// <param name="absence">Why it is not here, or null.</param>
internal sealed class PipePeer(string name, string note, string? package, Func<int, Action<long>> prepare, string? absence = null) : Peer
{
    public override string Name => name;

    public override string Note => note;

    public override string? Absence => absence;

    /// <summary>SslStream, TLS 1.3, AES-256-GCM.</summary>
    public static PipePeer Ssl { get; } = new("sslstream", "SslStream, TLS 1.3 with TLS_AES_256_GCM_SHA384", PipeCases.Aead, size =>
    {
        var connection = new MemoryConnection();
        (Stream client, Stream server) = TlsPair.ConnectAsync(
            new DuplexPipeStream(connection.Client), new DuplexPipeStream(connection.Server)).GetAwaiter().GetResult();
        return Loop(client, server, size);
    });

    /// <summary>The pipe alone: the bound for everything that goes through one.</summary>
    public static PipePeer Bare { get; } = new("bare-pipe", "System.IO.Pipelines alone, nothing sealed and nothing framed", null, size =>
    {
        var connection = new MemoryConnection();
        var loop = new PipeLoop(connection.Client.Output, connection.Server.Input, () => { }, size, burst: 1);
        loop.Check();
        return loop.Run;
    });

    /// <summary>NegotiateStream, both ends, Kerberos with AES-256 and SHA-1.</summary>
    public static PipePeer Negotiate { get; } = new(
        "negotiatestream",
        "NegotiateStream over Kerberos (MIT krb5 through .NET), aes256-cts-hmac-sha1-96",
        PipeCases.Kerberos,
        size =>
        {
            var connection = new MemoryConnection();
            (Stream client, Stream server) = NegotiatePair.ConnectAsync(
                new DuplexPipeStream(connection.Client), new DuplexPipeStream(connection.Server)).GetAwaiter().GetResult();
            return Loop(client, server, size);
        },
        NegotiatePair.Absence);

    public override bool Offers(CaseTail tail) =>
        tail.Mode == "memory" && tail.Suite is ("length" or "negotiate-stream") && (package ?? tail.Operation) == tail.Operation
        && tail.Operation is (PipeCases.Aead or PipeCases.Kerberos);

    public override Action<long> Prepare(CaseTail tail) => prepare(tail.SizeBytes);

    private static Action<long> Loop(Stream client, Stream server, int size)
    {
        var loop = new StreamLoop(client, server, size);
        loop.Check();
        return loop.Run;
    }
}
