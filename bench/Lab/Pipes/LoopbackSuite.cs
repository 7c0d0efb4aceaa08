// Questions and answers over loopback sockets. Each connection has one question on the way: the client writes a message
// of the size, the server reads it whole and writes it back, the client reads it whole. Both ends run in this process, on
// the cores that it was given. Every subject is used as a stream, ours too, so all do the same copies at the edges.

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using HdrHistogram;
using PerfLab.Cases;

namespace PerfLab.Lab.Pipes;

/// <summary>Measures subjects over loopback.</summary>
internal static class LoopbackSuite
{
    private const long HighestNanoseconds = 60_000_000_000;
    private const int Digits = 3;
    private const int WarmUpMilliseconds = 700;

    /// <summary>Connects, warms up, measures, and takes the connections down.</summary>
    public static async Task<LoopbackResult> MeasureAsync(LoopbackSubject subject, int cores, int connections, int size, TimeSpan time)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(connections);
        var pairs = new List<(Stream Client, Stream Server)>();
        for (int i = 0; i < connections; i++)
        {
            pairs.Add(await ConnectAsync(listener, subject));
        }

        var run = new Run();
        Task[] servers = [.. pairs.Select(pair => Task.Run(() => AnswerAsync(pair.Server, size)))];
        Task[] clients = [.. pairs.Select(pair => Task.Run(() => AskAsync(pair.Client, size, run)))];
        await Task.Delay(WarmUpMilliseconds);
        var histogram = new LongConcurrentHistogram(1, HighestNanoseconds, Digits);
        long allocated = GC.GetTotalAllocatedBytes();
        long started = Stopwatch.GetTimestamp();
        run.Times = histogram;
        await Task.Delay(time);
        run.Times = null;
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes() - allocated;

        run.Stopped = true;
        await Task.WhenAll(clients);
        foreach ((Stream client, _) in pairs)
        {
            await client.DisposeAsync();
        }

        await Task.WhenAll(servers);
        double messages = 2.0 * histogram.TotalCount;
        return new LoopbackResult(
            $"{subject.Name}/loopback-{cores}-{connections}/{MessageSize.Format(size)}",
            messages / seconds,
            messages * size / seconds / 1e9,
            Microseconds(50),
            Microseconds(99),
            Microseconds(99.9),
            allocated / Math.Max(messages, 1));

        double Microseconds(double percentile) => histogram.GetValueAtPercentile(percentile) / 1000.0;
    }

    private static async Task<(Stream Client, Stream Server)> ConnectAsync(TcpListener listener, LoopbackSubject subject)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Task connecting = client.ConnectAsync(listener.LocalEndpoint);
        Socket server = await listener.AcceptSocketAsync();
        server.NoDelay = true;
        await connecting;
        return await subject.ConnectAsync(new NetworkStream(client, ownsSocket: true), new NetworkStream(server, ownsSocket: true));
    }

    private static async Task AskAsync(Stream stream, int size, Run run)
    {
        byte[] question = Inputs.Bytes(size);
        var answer = new byte[size];
        while (!run.Stopped)
        {
            long started = Stopwatch.GetTimestamp();
            await stream.WriteAsync(question);
            await ReadWholeAsync(stream, answer);
            run.Times?.RecordValue(Math.Clamp((long)Stopwatch.GetElapsedTime(started).TotalNanoseconds, 1, HighestNanoseconds));
        }

        if (!answer.AsSpan().SequenceEqual(question))
        {
            throw new CaseFailedException("An answer is not its question.");
        }
    }

    private static async Task AnswerAsync(Stream stream, int size)
    {
        var message = new byte[size];
        await using (stream)
        {
            while (await ReadWholeAsync(stream, message))
            {
                await stream.WriteAsync(message);
            }
        }
    }

    // With a pooled state machine, so that the harness allocates nothing itself. False at the end of the stream.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> ReadWholeAsync(Stream stream, Memory<byte> message)
    {
        for (int length = 0; length < message.Length;)
        {
            int read = await stream.ReadAsync(message[length..]);
            if (read == 0)
            {
                return false;
            }

            length += read;
        }

        return true;
    }

    private sealed class Run
    {
        // Null outside of the measured time.
        public volatile LongConcurrentHistogram? Times;

        public volatile bool Stopped;
    }
}
