// Many connections over loopback, each with messages on the way in both directions, cut at random moments.
//
// The client numbers its messages; the server takes exactly the next number and acknowledges, in sealed messages of its
// own, what it has. A connection ends by a reset (the socket is closed with whatever is unsent thrown away), at a random
// moment or after a random number of bytes, then mostly inside a frame; the client opens the next one. Short in an ordinary test run;
// PERFLAB_RESET_CONNECTIONS and PERFLAB_RESET_SECONDS make it longer.

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Pipelines;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Pipelines;

[Collection(AloneCollection.Name)]
public sealed class ResetTests
{
    private const int MaxData = 20_000;
    private const int MaxBytes = 200_000;
    private const int NumberSize = sizeof(long);
    private const long MemoryPerConnection = 512 * 1024;
    private const long MemoryOfTheRest = 128L * 1024 * 1024;

    private static readonly TimeSpan s_longestLife = TimeSpan.FromSeconds(3);

    private readonly CountingArrayPool _pool = new(keep: false);
    private readonly ConcurrentDictionary<long, Connection> _connections = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private long _lastId;
    private long _finished;
    private long _acknowledged;
    private long _tornFrames;

    [Fact]
    public async Task EveryAcknowledgedMessage_ArrivedOnceAndInOrder_AndNothingIsLeftBehind()
    {
        int count = Setting("PERFLAB_RESET_CONNECTIONS", 40);
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(Setting("PERFLAB_RESET_SECONDS", 2)));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(count);
        Task accepting = AcceptAsync(listener, time.Token);
        Task<long> memory = WatchMemoryAsync(time.Token);
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => ClientAsync((IPEndPoint)listener.LocalEndpoint, new Random(i), time.Token)));
        await accepting;

        Assert.Empty(_faults.Take(5));
        Assert.Empty(_connections);
        Assert.Equal(0, _pool.Out);
        Assert.InRange(_finished, count, long.MaxValue);
        Assert.InRange(_acknowledged, count, long.MaxValue);
        Assert.InRange(_tornFrames, 1, long.MaxValue);
        Assert.InRange(await memory, 0, (count * MemoryPerConnection) + MemoryOfTheRest);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_finished} connections, {_acknowledged} messages acknowledged, {_tornFrames} ended inside a frame, at most {await memory >> 20} MiB of managed memory");
    }

    private async Task ClientAsync(IPEndPoint server, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var connection = new Connection(Interlocked.Increment(ref _lastId));
            _connections[connection.Id] = connection;
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
            await socket.ConnectAsync(server, CancellationToken.None);
            var id = new byte[NumberSize];
            BinaryPrimitives.WriteInt64LittleEndian(id, connection.Id);
            await socket.SendAsync(id, CancellationToken.None);

            var pipe = new SealedPipe(new CutStream(socket, random.Next(MaxBytes)), connection.Contexts.Client, Options());
            Task writing = WriteAsync(pipe.Output, random.Next());
            Task reading = ReadAcknowledgementsAsync(pipe.Input, connection);
            try
            {
                await Task.Delay(s_longestLife * random.NextDouble(), stop);
            }
            catch (OperationCanceledException)
            {
                // The last connection is cut like every other.
            }

            socket.Close(0);
            await EndAsync(writing);
            await EndAsync(reading);
            await DisposeAsync(pipe);
            await connection.ServerEnded.Task;
            if (connection.Acknowledged > connection.Received)
            {
                _faults.Enqueue($"{connection.Acknowledged} messages were acknowledged, {connection.Received} arrived");
            }

            Interlocked.Add(ref _acknowledged, connection.Acknowledged);
            Interlocked.Increment(ref _finished);
            _connections.TryRemove(connection.Id, out _);
        }
    }

    private static async Task WriteAsync(PipeWriter output, int seed)
    {
        var random = new Random(seed);
        for (long number = 0; ; number++)
        {
            int length = random.Next(10) == 0 ? random.Next(NumberSize, MaxData) : random.Next(NumberSize, 200);
            BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(length), number);
            output.Advance(length);
            ((SealedPipeWriter)output).EndMessage();
            if (random.Next(4) == 0)
            {
                await output.FlushAsync();
                await Task.Delay(random.Next(3));
            }
        }
    }

    private static async Task ReadAcknowledgementsAsync(PipeReader input, Connection connection)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync();
            foreach (ReadOnlyMemory<byte> message in result.Buffer)
            {
                connection.Acknowledged = BinaryPrimitives.ReadInt64LittleEndian(message.Span);
            }

            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken stop)
    {
        var serving = new List<Task>();
        try
        {
            while (!stop.IsCancellationRequested || !_connections.IsEmpty)
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
                try
                {
                    serving.Add(ServeAsync(await listener.AcceptSocketAsync(patience.Token)));
                }
                catch (OperationCanceledException)
                {
                    // Nobody came; look whether all are done.
                }
            }
        }
        finally
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        var id = new byte[NumberSize];
        await stream.ReadExactlyAsync(id);
        Connection connection = _connections[BinaryPrimitives.ReadInt64LittleEndian(id)];
        var pipe = new SealedPipe(stream, connection.Contexts.Server, Options());
        await EndAsync(ReceiveAsync(pipe, connection));
        await DisposeAsync(pipe);
        connection.ServerEnded.SetResult();
    }

    private async Task ReceiveAsync(SealedPipe pipe, Connection connection)
    {
        while (true)
        {
            ReadResult result = await pipe.Input.ReadAsync();
            foreach (ReadOnlyMemory<byte> message in result.Buffer)
            {
                long number = BinaryPrimitives.ReadInt64LittleEndian(message.Span);
                if (number != connection.Received)
                {
                    _faults.Enqueue($"message {number} arrived in place of {connection.Received}");
                }

                connection.Received++;
            }

            pipe.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }

            BinaryPrimitives.WriteInt64LittleEndian(pipe.Output.GetSpan(NumberSize), connection.Received);
            pipe.Output.Advance(NumberSize);
            await pipe.Output.FlushAsync();
        }
    }

    // A cut connection shows as an exception of the transport, or as a torn frame; anything else is a fault.
    private async Task EndAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (SealException fault) when (fault.Status == NtStatus.IncompleteMessage)
        {
            Interlocked.Increment(ref _tornFrames);
        }
        catch (Exception lost) when (lost is not SealException && (lost is IOException or ObjectDisposedException or InvalidOperationException))
        {
            // The connection was cut between two frames, or by this side.
        }
        catch (Exception unexpected)
        {
            _faults.Enqueue(unexpected.ToString());
        }
    }

    private async Task DisposeAsync(SealedPipe pipe) => await EndAsync(pipe.DisposeAsync().AsTask());

    private static async Task<long> WatchMemoryAsync(CancellationToken stop)
    {
        long most = 0;
        while (!stop.IsCancellationRequested)
        {
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
            await Task.Delay(50, CancellationToken.None);
        }

        return most;
    }

    private SealedPipeOptions Options() => new() { Pool = _pool };

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text) : otherwise;

    // Sends so many bytes, and no more.
    private sealed class CutStream(Socket socket, int bytes) : NetworkStream(socket)
    {
        private int _left = bytes;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int length = Math.Min(buffer.Length, _left);
            await base.WriteAsync(buffer[..length], cancellationToken);
            _left -= length;
            if (length < buffer.Length)
            {
                Socket.Close(0);
                throw new IOException("cut");
            }
        }
    }

    private sealed class Connection(long id) : IDisposable
    {
        internal long Id { get; } = id;

        internal AeadPair Contexts { get; } =
            new(ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.SequenceDetect);

        internal TaskCompletionSource ServerEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Written by the one reader of each end, read after both ended.
        internal long Received { get; set; }

        internal long Acknowledged { get; set; }

        public void Dispose() => Contexts.Dispose();
    }
}
