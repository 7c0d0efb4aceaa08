using System.IO.Pipelines;

namespace PerfLab.Cases;

/// <summary>A connection in memory, used by one thread: what one end flushes, the other end's next read completes with.</summary>
public sealed class MemoryConnection
{
    // No message of a case comes near it, so that no flush waits.
    private const long PauseThreshold = 16 * 1024 * 1024;

    private static readonly PipeOptions s_options = new(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: PauseThreshold,
        resumeWriterThreshold: PauseThreshold / 2,
        useSynchronizationContext: false);

    public MemoryConnection()
    {
        var toServer = new Pipe(s_options);
        var toClient = new Pipe(s_options);
        Client = new End(toClient.Reader, toServer.Writer);
        Server = new End(toServer.Reader, toClient.Writer);
    }

    /// <summary>One end.</summary>
    public IDuplexPipe Client { get; }

    /// <summary>The other end.</summary>
    public IDuplexPipe Server { get; }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
