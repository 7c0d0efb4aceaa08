using PerfLab.Cases;

namespace PerfLab.Lab.Peers;

/// <summary>Sends messages through a pair of connected streams and receives them, all on the calling thread: what
/// <see cref="PipeLoop"/> does with pipes.</summary>
internal sealed class StreamLoop(Stream client, Stream server, int size)
{
    private readonly byte[] _message = Inputs.Bytes(size);
    private readonly byte[] _received = new byte[size];

    public void Run(long messages)
    {
        for (long i = 0; i < messages; i++)
        {
            ValueTask write = client.WriteAsync(_message);
            int length = 0;
            while (length < size)
            {
                ValueTask<int> read = server.ReadAsync(_received.AsMemory(length));
                length += read.IsCompletedSuccessfully ? read.Result : read.AsTask().GetAwaiter().GetResult();
            }

            if (!write.IsCompletedSuccessfully)
            {
                write.AsTask().GetAwaiter().GetResult();
            }
        }
    }

    public void Check()
    {
        Run(1);
        if (!_received.AsSpan().SequenceEqual(_message))
        {
            throw new CaseFailedException("What arrives is not what was sent.");
        }
    }
}
