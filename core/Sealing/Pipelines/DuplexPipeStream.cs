using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Pipelines;

/// <summary>Both directions of a pipe as one stream. Each write is flushed at once; disposing the stream ends the pipe.</summary>
internal sealed class DuplexPipeStream : Stream
{
    private readonly IDuplexPipe _pipe;

    internal DuplexPipeStream(IDuplexPipe pipe) => _pipe = pipe;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // The framework's stream over a reader allocates for every read that waits.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ReadResult result = await _pipe.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (result.IsCanceled)
        {
            _pipe.Input.AdvanceTo(result.Buffer.Start);
            throw new OperationCanceledException();
        }

        // The sequence is the reader's again once it is advanced: nothing of it is looked at after that.
        int length = (int)Math.Min(result.Buffer.Length, buffer.Length);
        ReadOnlySequence<byte> taken = result.Buffer.Slice(0, length);
        taken.CopyTo(buffer.Span);
        _pipe.Input.AdvanceTo(taken.End);
        return length;
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<FlushResult> flush = _pipe.Output.WriteAsync(buffer, cancellationToken);
        return flush.IsCompletedSuccessfully ? Check(flush.Result) : Wait(flush);

        static async ValueTask Wait(ValueTask<FlushResult> flush) => await Check(await flush.ConfigureAwait(false)).ConfigureAwait(false);
    }

    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override async Task FlushAsync(CancellationToken cancellationToken) =>
        await Check(await _pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            EndAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    private async ValueTask EndAsync()
    {
        if (_pipe is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
            return;
        }

        await _pipe.Output.CompleteAsync().ConfigureAwait(false);
        await _pipe.Input.CompleteAsync().ConfigureAwait(false);
    }

    private static ValueTask Check(FlushResult result) =>
        result.IsCanceled ? ValueTask.FromException(new OperationCanceledException()) : default;
}
