using System.IO.Pipelines;

namespace PerfLab.Lab.Peers;

/// <summary>A connection's writer for code that flushes each of its writes: once <see cref="Holds"/> is set, only
/// <see cref="FlushAsync"/> flushes, so that a peer sends a burst with one flush, as a sealed pipe does.</summary>
internal sealed class BurstWriter(PipeWriter connection) : PipeWriter
{
    /// <summary>False for a handshake, whose writes are waited for at the other end.</summary>
    public bool Holds { get; set; }

    public override Memory<byte> GetMemory(int sizeHint = 0) => connection.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => connection.GetSpan(sizeHint);

    public override void Advance(int bytes) => connection.Advance(bytes);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (!Holds)
        {
            return connection.WriteAsync(source, cancellationToken);
        }

        source.Span.CopyTo(connection.GetSpan(source.Length));
        connection.Advance(source.Length);
        return default;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => connection.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => connection.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => connection.Complete(exception);
}
