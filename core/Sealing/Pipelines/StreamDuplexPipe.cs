using System.IO.Pipelines;

namespace PerfLab.Sealing.Pipelines;

/// <summary>A stream as the transport of a sealed pipe.</summary>
internal sealed class StreamDuplexPipe : IDuplexPipe, IAsyncDisposable
{
    // Large enough that most messages are received in one piece; smaller rests of a buffer are not read into.
    private const int ReadBufferSize = 64 * 1024;
    private const int MinReadSize = 4 * 1024;
    private const int WriteBufferSize = 16 * 1024;

    private static readonly StreamPipeReaderOptions s_readerOptions =
        new(bufferSize: ReadBufferSize, minimumReadSize: MinReadSize, leaveOpen: true, useZeroByteReads: false);

    private static readonly StreamPipeWriterOptions s_writerOptions = new(minimumBufferSize: WriteBufferSize, leaveOpen: true);

    private readonly Stream _stream;

    internal StreamDuplexPipe(Stream stream)
    {
        _stream = stream;
        Input = PipeReader.Create(stream, s_readerOptions);
        Output = PipeWriter.Create(stream, s_writerOptions);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
