using System.Buffers;
using System.IO.Pipelines;

namespace PerfLab.Cases;

/// <summary>Sends messages through a pair of connected pipes and receives them, all on the calling thread. The sender copies
/// each message from an array into the room that it is given; the receiver looks at it where it lies.</summary>
/// <param name="output">Where messages are written.</param>
/// <param name="input">Where they arrive.</param>
/// <param name="endMessage">Ends a message, where the output has messages.</param>
/// <param name="size">Bytes of a message.</param>
/// <param name="burst">Messages per flush.</param>
public sealed class PipeLoop(PipeWriter output, PipeReader input, Action endMessage, int size, int burst)
{
    private readonly byte[] _message = Inputs.Bytes(size);

    /// <summary>Sends and receives this many messages, rounded up to whole bursts.</summary>
    public void Run(long messages)
    {
        for (long sent = 0; sent < messages; sent += burst)
        {
            for (int i = 0; i < burst; i++)
            {
                _message.CopyTo(output.GetSpan(size));
                output.Advance(size);
                endMessage();
            }

            ValueTask<FlushResult> flush = output.FlushAsync();
            long missing = (long)burst * size;
            while (missing > 0)
            {
                ReadOnlySequence<byte> received = Finish(input.ReadAsync()).Buffer;
                missing -= received.Length;
                input.AdvanceTo(received.End);
            }

            Finish(flush);
        }
    }

    /// <summary>Sends one burst and compares what arrives.</summary>
    /// <exception cref="CaseFailedException">It is something else.</exception>
    public void Check()
    {
        _message.CopyTo(output.GetSpan(size));
        output.Advance(size);
        ValueTask<FlushResult> flush = output.FlushAsync();
        ReadOnlySequence<byte> received = Finish(input.ReadAtLeastAsync(size)).Buffer;
        bool same = received.ToArray().AsSpan().SequenceEqual(_message);
        input.AdvanceTo(received.End);
        Finish(flush);
        if (!same)
        {
            throw new CaseFailedException("What arrives is not what was sent.");
        }

        Run(3);
    }

    private static T Finish<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();
}
