using System.Buffers;
using System.IO.Pipelines;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Pipelines;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Pipelines;

public sealed class SealedPipeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Shapes => new MatrixTheoryData<string, bool>(["length", "negotiate", "sasl"], [true, false]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task WhatIsWritten_IsRead_InEverySizeAndFraming(string framing, bool encrypt)
    {
        using var pair = new PipePair(Framing(framing), encrypt: encrypt);
        var sizes = new List<int> { 1, 2, 255, 256, 257, 4023, 4059, 4060, 4061, 4096, 16384, 63 * 1024, 64 * 1024, 200_000, 1 << 20 };
        byte[] sent = Bytes(sizes.Sum());
        Task write = WriteAsync();
        byte[] received = await ReadToEndAsync(pair.Server.Input);
        await write;

        Assert.Equal(sent, received);
        Assert.Equal(0, pair.Pool.Out);
        await pair.Server.Input.CompleteAsync();
        Assert.Equal(0, pair.Memory.Out);

        async Task WriteAsync()
        {
            int offset = 0;
            foreach (int size in sizes)
            {
                await pair.Client.Output.WriteAsync(sent.AsMemory(offset, size), Stop);
                offset += size;
            }

            await pair.Client.Output.CompleteAsync();
        }
    }

    [Fact]
    public async Task TheWire_HoldsFramesOfTokenAndData_AndNoPlaintext()
    {
        using var pair = new PipePair();
        byte[] message = Bytes(100);
        await pair.Client.Output.WriteAsync(message, Stop);
        ReadResult wire = await pair.ToServer.Reader.ReadAsync(Stop);
        byte[] frame = wire.Buffer.ToArray();

        Assert.Equal(4 + 32 + 100, frame.Length);
        Assert.Equal([0, 0, 0, 132], frame[..4]);
        Assert.Equal(-1, frame.AsSpan().IndexOf(message.AsSpan(0, 8)));
        Assert.Equal(default, pair.ServerContext.Unseal(frame.AsSpan(4, 32), frame.AsSpan(36), out _));
        Assert.Equal(message, frame[36..]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    public async Task EachSegmentOfARead_IsOneMessage_AndPendingOnesAreSentByOneFlush(int count)
    {
        using var pair = new PipePair(pauseThreshold: 1 << 20);
        for (int i = 0; i < count; i++)
        {
            Span<byte> room = pair.Client.Output.GetSpan(i + 1);
            room[..(i + 1)].Fill((byte)i);
            pair.Client.Output.Advance(i + 1);
            pair.Client.Output.EndMessage();
        }

        Assert.Equal((count * (4 + 32)) + (count * (count + 1) / 2), pair.Client.Output.UnflushedBytes);
        Assert.False(pair.ToServer.Reader.TryRead(out _));
        await pair.Client.Output.FlushAsync(Stop);

        int next = 0;
        while (next < count)
        {
            ReadResult result = await pair.Server.Input.ReadAsync(Stop);
            foreach (ReadOnlyMemory<byte> message in result.Buffer)
            {
                Assert.Equal(next + 1, message.Length);
                Assert.Equal(-1, message.Span.IndexOfAnyExcept((byte)next));
                next++;
            }

            pair.Server.Input.AdvanceTo(result.Buffer.End);
        }

        Assert.Equal(count, next);
    }

    [Fact]
    public async Task ABurst_LiesInOneBlock_OnceTheOneBeforeItHasShownItsSize()
    {
        using var pair = new PipePair(pauseThreshold: 1 << 20);
        for (int burst = 0; burst < 3; burst++)
        {
            for (int i = 0; i < SealBatch.MaxRun; i++)
            {
                pair.Client.Output.GetSpan(1000)[..1000].Fill((byte)i);
                pair.Client.Output.Advance(1000);
                pair.Client.Output.EndMessage();
            }

            await pair.Client.Output.FlushAsync(Stop);
            ReadResult wire = await pair.ToServer.Reader.ReadAsync(Stop);
            Assert.Equal(SealBatch.MaxRun * (4 + 32 + 1000), wire.Buffer.Length);
            Assert.Equal(burst > 0, wire.Buffer.IsSingleSegment);
            pair.ToServer.Reader.AdvanceTo(wire.Buffer.End);
        }
    }

    [Fact]
    public async Task Advances_JoinOneMessage_UntilItsRoomIsUsedUp()
    {
        using var pair = new PipePair(new SaslFraming(132, 132));
        Assert.Equal(100, pair.Client.Output.MaxMessageData);
        for (int i = 0; i < 250; i++)
        {
            pair.Client.Output.GetSpan(1)[0] = (byte)i;
            pair.Client.Output.Advance(1);
        }

        await pair.Client.Output.FlushAsync(Stop);
        ReadResult result = await pair.Server.Input.ReadAtLeastAsync(250, Stop);
        var lengths = new List<int>();
        foreach (ReadOnlyMemory<byte> message in result.Buffer)
        {
            lengths.Add(message.Length);
        }

        Assert.Equal([100, 100, 50], lengths);
        Assert.Equal(Enumerable.Range(0, 250).Select(i => (byte)i), result.Buffer.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Client.Output.GetMemory(101));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5000)]
    public async Task FramesReceivedInPieces_AreReadWhole_ThroughThePool(int piece)
    {
        using var pair = new PipePair();
        byte[][] messages = [.. Enumerable.Range(0, 20).Select(i => Bytes(1 + (i * 97)))];
        byte[] wire = [.. messages.SelectMany(message => pair.Frame(message))];
        Task<byte[]> reading = ReadToEndAsync(pair.Server.Input);
        foreach (byte[] part in wire.Chunk(piece))
        {
            await pair.ToServer.Writer.WriteAsync(part, Stop);
        }

        await pair.ToServer.Writer.CompleteAsync();
        Assert.Equal(messages.SelectMany(message => message), await reading);
        Assert.NotEqual(0, pair.Pool.Rented);
        Assert.Equal(0, pair.Pool.Out);
    }

    [Fact]
    public async Task MessagesConsumedInPieces_StayWhereTheyAre_WhileMoreArrives()
    {
        using var pair = new PipePair();
        byte[] sent = Bytes(40_000);
        var received = new List<byte>();
        Task write = WriteInMessagesOf(pair.Client, sent, 1000);
        for (int step = 0; received.Count < sent.Length; step++)
        {
            ReadResult result = await pair.Server.Input.ReadAsync(Stop);
            Assert.Equal(sent[received.Count..(received.Count + (int)result.Buffer.Length)], result.Buffer.ToArray());
            long take = Math.Min(result.Buffer.Length, 333);
            received.AddRange(result.Buffer.Slice(0, take).ToArray());
            SequencePosition consumed = result.Buffer.GetPosition(take);

            // Every third time all was looked at, so that the next read must bring more (or the end) in front of the rest.
            bool more = step % 3 == 0 && received.Count + result.Buffer.Length < 30_000;
            pair.Server.Input.AdvanceTo(consumed, more ? result.Buffer.End : consumed);
        }

        await write;
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task ConsumedPlaintext_IsWiped()
    {
        using var pair = new PipePair();
        byte[] secret = [.. Enumerable.Repeat((byte)0xA5, 3000)];
        await pair.Client.Output.WriteAsync(secret, Stop);
        foreach (byte[] part in pair.Frame(secret).Chunk(1000))
        {
            await pair.ToServer.Writer.WriteAsync(part, Stop);
        }

        ReadResult result = await pair.Server.Input.ReadAtLeastAsync(6000, Stop);
        pair.Server.Input.AdvanceTo(result.Buffer.End);
        await pair.Server.Input.CompleteAsync();
        pair.Client.Output.GetSpan(secret.Length).Fill(0xA5);
        pair.Client.Output.Advance(secret.Length);
        await pair.Client.Output.CompleteAsync(new IOException("given up"));
        Assert.Equal((0, 0), (pair.Pool.Out, pair.Memory.Out));
        Assert.NotEmpty(pair.Memory.Returned);
        foreach (byte[] block in pair.Memory.Returned.Concat(pair.Pool.Returned))
        {
            Assert.Equal(-1, block.AsSpan().IndexOf(secret.AsSpan(0, 8)));
        }
    }

    [Fact]
    public async Task OneDirection_CanEndBeforeTheOther()
    {
        using var pair = new PipePair();
        await pair.Client.Output.WriteAsync("question"u8.ToArray(), Stop);
        await pair.Client.Output.CompleteAsync();
        Assert.Equal("question"u8.ToArray(), await ReadToEndAsync(pair.Server.Input));
        ReadResult again = await pair.Server.Input.ReadAsync(Stop);
        Assert.True(again.IsCompleted && again.Buffer.IsEmpty);
        pair.Server.Input.AdvanceTo(again.Buffer.End);

        await pair.Server.Output.WriteAsync("answer"u8.ToArray(), Stop);
        await pair.Server.Output.CompleteAsync();
        Assert.Equal("answer"u8.ToArray(), await ReadToEndAsync(pair.Client.Input));
        Assert.Throws<InvalidOperationException>(() => pair.Client.Output.GetMemory());
        await pair.Server.Input.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pair.Server.Input.ReadAsync(Stop));
    }

    [Fact]
    public async Task Completing_SealsWhatWasNotFlushed_AndTheOtherEndsCompletionIsSeen()
    {
        using var pair = new PipePair();
        "last words"u8.CopyTo(pair.Client.Output.GetSpan(10));
        pair.Client.Output.Advance(10);
        await pair.Client.Output.CompleteAsync();
        Assert.Equal("last words"u8.ToArray(), await ReadToEndAsync(pair.Server.Input));

        await pair.Server.Input.CompleteAsync();
        await pair.Client.Input.CompleteAsync();
        FlushResult flush = await pair.Server.Output.WriteAsync(new byte[10], Stop);
        Assert.True(flush.IsCompleted);
    }

    [Fact]
    public async Task AnExceptionOfThePeersWriter_ComesThroughUnchanged()
    {
        using var pair = new PipePair();
        await pair.ToServer.Writer.CompleteAsync(new TimeoutException("lost"));
        await Assert.ThrowsAsync<TimeoutException>(async () => await pair.Server.Input.ReadAsync(Stop));
    }

    [Fact]
    public async Task AFullTransport_HoldsUpTheWriter_UntilTheReaderExamines()
    {
        using var pair = new PipePair(pauseThreshold: 8192);
        await pair.Client.Output.WriteAsync(new byte[4000], Stop);
        ValueTask<FlushResult> flush = pair.Client.Output.WriteAsync(new byte[60_000], Stop);
        Assert.False(flush.IsCompleted);

        ReadResult result = await pair.Server.Input.ReadAsync(Stop);
        pair.Server.Input.AdvanceTo(result.Buffer.Start, result.Buffer.Start);
        Assert.False(flush.IsCompleted);
        result = await pair.Server.Input.ReadAsync(Stop);
        pair.Server.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        Assert.False((await flush).IsCanceled);
        await pair.Client.Output.CompleteAsync();
        Assert.Equal(64_000, (await ReadToEndAsync(pair.Server.Input)).Length);
    }

    [Fact]
    public async Task PendingCalls_CanBeCancelled_AndThePipeGoesOn()
    {
        using var pair = new PipePair(pauseThreshold: 1024);
        ValueTask<ReadResult> read = pair.Server.Input.ReadAsync(Stop);
        Assert.False(read.IsCompleted);
        pair.Server.Input.CancelPendingRead();
        ReadResult cancelled = await read;
        Assert.True(cancelled.IsCanceled && cancelled.Buffer.IsEmpty);
        pair.Server.Input.AdvanceTo(cancelled.Buffer.End);

        using var source = new CancellationTokenSource();
        ValueTask<ReadResult> tokenRead = pair.Server.Input.ReadAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await tokenRead);

        ValueTask<FlushResult> flush = pair.Client.Output.WriteAsync(new byte[5000], Stop);
        Assert.False(flush.IsCompleted);
        pair.Client.Output.CancelPendingFlush();
        Assert.True((await flush).IsCanceled);

        ReadResult result = await pair.Server.Input.ReadAtLeastAsync(5000, Stop);
        Assert.Equal(5000, result.Buffer.Length);
        pair.Server.Input.AdvanceTo(result.Buffer.GetPosition(10));

        // The cancellation comes even though there is unseen plaintext, and takes none of it away.
        pair.Server.Input.CancelPendingRead();
        cancelled = await pair.Server.Input.ReadAsync(Stop);
        Assert.True(cancelled.IsCanceled);
        Assert.Equal(4990, cancelled.Buffer.Length);
        pair.Server.Input.AdvanceTo(cancelled.Buffer.Start);
        result = await pair.Server.Input.ReadAsync(Stop);
        Assert.False(result.IsCanceled);
        Assert.Equal(4990, result.Buffer.Length);
    }

    [Fact]
    public async Task TryRead_GivesWhatIsThere_AndDoesNotWait()
    {
        using var pair = new PipePair();
        Assert.False(pair.Server.Input.TryRead(out _));
        byte[] frame = pair.Frame("hello"u8);
        await pair.ToServer.Writer.WriteAsync(frame.AsMemory(0, 20), Stop);
        Assert.False(pair.Server.Input.TryRead(out _));
        await pair.ToServer.Writer.WriteAsync(frame.AsMemory(20), Stop);
        Assert.True(pair.Server.Input.TryRead(out ReadResult result));
        Assert.Equal("hello"u8, result.Buffer.ToArray());
        pair.Server.Input.AdvanceTo(result.Buffer.End);
        Assert.False(pair.Server.Input.TryRead(out _));
    }

    [Fact]
    public async Task AsStream_ReadsAndWrites_AndDisposingItEndsBothDirections()
    {
        using var pair = new PipePair();
        byte[] sent = Bytes(300_000);
        await using (Stream client = pair.Client.AsStream())
        {
            await using Stream server = pair.Server.AsStream();
            Task echo = server.CopyToAsync(server, Stop);
            Task write = client.WriteAsync(sent, Stop).AsTask();
            var received = new byte[sent.Length];
            await client.ReadExactlyAsync(received, Stop);
            await write;
            Assert.Equal(sent, received);
            Assert.True(client.CanRead && client.CanWrite && !client.CanSeek);
            await pair.Client.Output.CompleteAsync();
            await echo;
            Assert.Equal(0, await ReadWhenServerEnds(pair, client));
        }

        Assert.Equal((0, 0), (pair.Pool.Out, pair.Memory.Out));

        static async Task<int> ReadWhenServerEnds(PipePair pair, Stream client)
        {
            await pair.Server.Output.CompleteAsync();
            return await client.ReadAsync(new byte[1], Stop);
        }
    }

    [Fact]
    public async Task AsStream_ReadsManyMessagesAtOnce_AndSaysHowManyBytes()
    {
        using var pair = new PipePair();
        byte[] sent = Bytes(10_000);
        foreach (byte[] message in sent.Chunk(1000))
        {
            await pair.ToServer.Writer.WriteAsync(pair.Frame(message), Stop);
        }

        Stream server = pair.Server.AsStream();
        var received = new byte[sent.Length];
        Assert.Equal(2500, await server.ReadAsync(received.AsMemory(0, 2500), Stop));
        Assert.Equal(7500, await server.ReadAsync(received.AsMemory(2500), Stop));
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task AsStream_ThrowsWhenItsReadIsCancelled_AndLosesNothing()
    {
        using var pair = new PipePair();
        await pair.Client.Output.WriteAsync("hello"u8.ToArray(), Stop);
        Stream server = pair.Server.AsStream();
        pair.Server.Input.CancelPendingRead();
        var received = new byte[5];
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await server.ReadExactlyAsync(received, Stop));
        Assert.True(pair.Server.Input.TryRead(out ReadResult result));
        Assert.Equal("hello"u8.ToArray(), result.Buffer.ToArray());
    }

    [Fact]
    public void AContextOrFramingThatDoesNotFit_IsRefusedWhenThePipeIsMade()
    {
        using var signing = new PipePair(flags: ContextFlags.Integrity, encrypt: false);
        var end = new PipePair.End(signing.ToClient.Reader, signing.ToServer.Writer);
        Assert.Throws<ArgumentException>(() => new SealedPipe(end, signing.ClientContext));
        Assert.Throws<ArgumentException>(() => new SealedPipe(
            end, signing.ClientContext, new SealedPipeOptions { Encrypt = false, Framing = new SaslFraming(32, 32) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaslFraming(1 << 24, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaslFraming(1, 0));
    }

    internal static async Task<byte[]> ReadToEndAsync(PipeReader reader)
    {
        var all = new MemoryStream();
        while (true)
        {
            ReadResult result = await reader.ReadAsync(Stop);
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                all.Write(segment.Span);
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return all.ToArray();
            }
        }
    }

    internal static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static MessageFraming Framing(string name) => name switch
    {
        "length" => new LengthFraming(),
        "negotiate" => new NegotiateStreamFraming(),
        _ => new SaslFraming(60_000, 60_000),
    };

    private static async Task WriteInMessagesOf(SealedPipe pipe, byte[] bytes, int size)
    {
        for (int i = 0; i < bytes.Length; i += size)
        {
            await pipe.Output.WriteAsync(bytes.AsMemory(i, size), Stop);
        }
    }
}
