using System.IO.Pipelines;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Pipelines;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>Two sealed pipes over one in-memory connection, whose raw ends a test can also write to and read from.</summary>
internal sealed class PipePair : IDisposable
{
    private readonly AeadPair _contexts;

    internal PipePair(
        MessageFraming? framing = null,
        ContextFlags flags = ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.SequenceDetect,
        bool encrypt = true,
        long pauseThreshold = 64 * 1024,
        int segmentSize = 4096)
    {
        _contexts = new AeadPair(flags);
        var pipeOptions = new PipeOptions(
            Memory,
            PipeScheduler.ThreadPool,
            PipeScheduler.ThreadPool,
            pauseThreshold,
            pauseThreshold / 2,
            segmentSize,
            useSynchronizationContext: false);
        ToServer = new Pipe(pipeOptions);
        ToClient = new Pipe(pipeOptions);
        Options = new SealedPipeOptions { Framing = framing ?? new LengthFraming(), Encrypt = encrypt, Pool = Pool };
        Client = new SealedPipe(new End(ToClient.Reader, ToServer.Writer), _contexts.Client, Options);
        Server = new SealedPipe(new End(ToServer.Reader, ToClient.Writer), _contexts.Server, Options);
    }

    internal CountingArrayPool Pool { get; } = new();

    internal CountingMemoryPool Memory { get; } = new();

    internal Pipe ToServer { get; }

    internal Pipe ToClient { get; }

    internal SealedPipeOptions Options { get; }

    internal SealedPipe Client { get; }

    internal SealedPipe Server { get; }

    internal SealContext ClientContext => _contexts.Client;

    internal SealContext ServerContext => _contexts.Server;

    /// <summary>The frame of one message from the client, sealed beside the pipe.</summary>
    internal byte[] Frame(ReadOnlySpan<byte> data, bool encrypt = true)
    {
        int headerSize = Options.Framing.HeaderSize;
        const int TokenSize = 32;
        var frame = new byte[headerSize + TokenSize + data.Length];
        data.CopyTo(frame.AsSpan(headerSize + TokenSize));
        Assert.Equal(default, ClientContext.Seal(
            frame.AsSpan(headerSize, TokenSize),
            frame.AsSpan(headerSize + TokenSize),
            out _,
            qop: encrypt ? default : QualityOfProtection.WrapNoEncrypt));
        Options.Framing.WriteHeader(frame.AsSpan(0, headerSize), TokenSize + data.Length);
        return frame;
    }

    public void Dispose() => _contexts.Dispose();

    internal sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
