using PerfLab.Cases;
using PerfLab.Lab.Peers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Pipelines;

namespace PerfLab.Lab.Pipes;

/// <summary>One way to protect a socket: two streams in, two streams out.</summary>
/// <param name="Name">As tables and options spell it.</param>
/// <param name="ConnectAsync">Makes both ends; handshakes included.</param>
/// <param name="Absence">Why it is not here, or null.</param>
internal sealed record LoopbackSubject(string Name, Func<Stream, Stream, Task<(Stream Client, Stream Server)>> ConnectAsync, string? Absence = null)
{
    /// <summary>Ours and the peers.</summary>
    public static IReadOnlyList<LoopbackSubject> All { get; } =
    [
        Sealed("length", PipeCases.Aead),
        Sealed("negotiate-stream", PipeCases.Kerberos),
        new("sslstream", async (client, server) => await TlsPair.ConnectAsync(client, server)),
        new("negotiatestream", async (client, server) => await NegotiatePair.ConnectAsync(client, server), NegotiatePair.Absence),
        new("bare-socket", (client, server) => Task.FromResult((client, server))),
    ];

    private static LoopbackSubject Sealed(string framing, string package) => new($"pipe/{framing}/{package}", (client, server) =>
    {
        var options = new SealedPipeOptions { Framing = PipeCases.Framing(framing) };
        return Task.FromResult((
            new SealedPipe(client, PipeCases.Open(package, SealRole.Initiator), options).AsStream(),
            new SealedPipe(server, PipeCases.Open(package, SealRole.Acceptor), options).AsStream()));
    });
}
