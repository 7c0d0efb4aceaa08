using PerfLab.Cases;

namespace PerfLab.Lab.Peers;

/// <summary>Sends messages through a pair of connected streams and receives them, all on the calling thread: what
/// <see cref="PipeLoop"/> does with pipes.</summary>
/// <param name="client">Where messages are written.</param>
/// <param name="server">Where they arrive.</param>
/// <param name="size">Bytes of a message.</param>
/// <param name="burst">Messages per flush.</param>
/// <param name="flushes">True when the client's writes reach the connection only by a flush.</param>
internal sealed class StreamLoop(Stream client, Stream server, int size, int burst, bool flushes)
{
    private readonly byte[] _message = Inputs.Bytes(size);
    private readonly byte[] _received = new byte[size * burst];

    /// <summary>Sends and receives this many messages, rounded up to whole bursts.</summary>
    public void Run(long messages)
    {
        for (long sent = 0; sent < messages; sent += burst)
        {
            ValueTask write = default;
            for (int i = 0; i < burst; i++)
            {
                Finish(write);
                write = client.WriteAsync(_message);
            }

            if (flushes)
            {
                client.FlushAsync().GetAwaiter().GetResult();
            }

            int length = 0;
            while (length < _received.Length)
            {
                ValueTask<int> read = server.ReadAsync(_received.AsMemory(length));
                length += read.IsCompletedSuccessfully ? read.Result : read.AsTask().GetAwaiter().GetResult();
            }

            Finish(write);
        }
    }

    public void Check()
    {
        Run(burst);
        for (int i = 0; i < burst; i++)
        {
            if (!_received.AsSpan(i * size, size).SequenceEqual(_message))
            {
                throw new CaseFailedException("What arrives is not what was sent.");
            }
        }
    }

    private static void Finish(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }
}
