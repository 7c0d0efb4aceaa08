using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Pipelines;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Pipelines;

/// <summary>Whatever is wrong with a message: the good ones before it are read, the pipe ends with its status, nothing of
/// it is visible, and every buffer is back.</summary>
public sealed class SealedPipeFaultTests
{
    private static readonly byte[] s_secret = [.. Enumerable.Repeat((byte)0xA5, 2000)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, NtStatus.InvalidToken)]
    [InlineData(-1, NtStatus.InvalidToken)]
    [InlineData(int.MinValue, NtStatus.InvalidToken)]
    [InlineData(int.MaxValue, NtStatus.InvalidToken)]
    [InlineData((1 << 16) + 1, NtStatus.InvalidToken)]
    [InlineData(1, NtStatus.InvalidToken)]
    [InlineData(31, NtStatus.InvalidToken)]
    public async Task ABadLength_EndsThePipe(int length, NtStatus expected)
    {
        using var pair = new PipePair(new LengthFraming(1 << 16));
        var frame = new byte[4 + 64];
        BinaryPrimitives.WriteInt32BigEndian(frame, length);
        await ExpectFault(pair, frame, expected);
    }

    [Theory]
    [InlineData(4)]
    [InlineData((64 * 1024) + 1)]
    public async Task NegotiateStreamsOwnLimits_Hold(int length)
    {
        using var pair = new PipePair(new NegotiateStreamFraming());
        var frame = new byte[4 + 64];
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        await ExpectFault(pair, frame, NtStatus.InvalidToken);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    [InlineData(36)]
    [InlineData(1000)]
    public async Task AnAlteredMessage_EndsThePipe(int position)
    {
        using var pair = new PipePair();
        await ExpectFaultAfterGoodOnes(pair, frame => frame[position] ^= 0x40, position < 20 ? NtStatus.InvalidToken : NtStatus.MessageAltered);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(1000)]
    public async Task AnAlteredMessageThatWasReceivedInPieces_EndsThePipe_AndItsBufferIsBack(int position)
    {
        using var pair = new PipePair();
        byte[] good = SealedPipeTests.Bytes(3000);
        byte[] first = pair.Frame(good);
        byte[] bad = pair.Frame(s_secret);
        bad[position] ^= 0x40;
        await pair.ToServer.Writer.WriteAsync(first, Stop);
        await ExpectFault(pair, bad, NtStatus.MessageAltered, good);
        Assert.NotEqual(0, pair.Pool.Rented);
    }

    [Fact]
    public async Task AfterAFault_TheContextIsNotUsedAgain()
    {
        using var pair = new PipePair();
        byte[] bad = pair.Frame(s_secret);
        byte[] genuine = [.. bad];
        byte[] next = pair.Frame(s_secret);
        bad[1000] ^= 0x40;
        await ExpectFault(pair, [.. bad, .. genuine, .. next], NtStatus.MessageAltered);

        // In the ordered mode the context takes a message only when it has seen exactly those before it.
        Assert.Equal(NtStatus.Success, pair.ServerContext.Unseal(genuine.AsSpan(4, 32), genuine.AsSpan(36), out _));
        Assert.Equal(NtStatus.Success, pair.ServerContext.Unseal(next.AsSpan(4, 32), next.AsSpan(36), out _));
    }

    [Fact]
    public async Task AReplayedMessage_EndsThePipe()
    {
        using var pair = new PipePair();
        byte[] frame = pair.Frame(s_secret);
        await ExpectFault(pair, [.. frame, .. frame], NtStatus.OutOfSequence, s_secret);
    }

    [Fact]
    public async Task AMessageOfAnotherOrder_EndsThePipe()
    {
        using var pair = new PipePair();
        byte[] first = pair.Frame(s_secret);
        byte[] second = pair.Frame(s_secret);
        await ExpectFault(pair, [.. second, .. first], NtStatus.OutOfSequence);
    }

    [Fact]
    public async Task AMessageThatIsOnlySigned_IsRefusedWhereEncryptionIsAskedFor()
    {
        using var pair = new PipePair();
        await ExpectFault(pair, pair.Frame(s_secret, encrypt: false), NtStatus.QopNotSupported);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(2000)]
    public async Task ATornFrame_EndsThePipe(int length)
    {
        using var pair = new PipePair();
        byte[] frame = pair.Frame(s_secret);
        await ExpectFault(pair, frame[..length], NtStatus.IncompleteMessage, end: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task AResetInsideAFrame_EndsThePipe_WithTheTransportsExceptionInside(int length)
    {
        using var pair = new PipePair();
        await pair.ToServer.Writer.WriteAsync(pair.Frame(s_secret).AsMemory(0, length), Stop);
        ValueTask<ReadResult> read = pair.Server.Input.ReadAsync(Stop);
        Assert.False(read.IsCompleted);
        await pair.ToServer.Writer.CompleteAsync(new IOException("reset by peer"));
        SealException fault = await Assert.ThrowsAsync<SealException>(async () => await read);
        Assert.Equal(NtStatus.IncompleteMessage, fault.Status);
        Assert.Equal("reset by peer", fault.InnerException!.Message);
        await ExpectEnded(pair, NtStatus.IncompleteMessage);
    }

    [Fact]
    public async Task ASlowPeer_IsWaitedFor_WithoutHoldingBuffersOfThePool()
    {
        using var pair = new PipePair();
        foreach (byte b in pair.Frame(s_secret))
        {
            Assert.False(pair.Server.Input.TryRead(out _));
            await pair.ToServer.Writer.WriteAsync(new[] { b }, Stop);
            Assert.Equal(0, pair.Pool.Out);
        }

        ReadResult result = await pair.Server.Input.ReadAsync(Stop);
        Assert.Equal(s_secret, result.Buffer.ToArray());
    }

    [Fact]
    public async Task AFault_WakesAndEndsTheOtherDirection()
    {
        using var pair = new PipePair(pauseThreshold: 1024);
        ValueTask<FlushResult> flush = pair.Server.Output.WriteAsync(new byte[5000], Stop);
        Assert.False(flush.IsCompleted);
        await pair.ToServer.Writer.WriteAsync(new byte[4], Stop);
        await Assert.ThrowsAsync<SealException>(async () => await pair.Server.Input.ReadAsync(Stop));
        Assert.True((await flush).IsCanceled);
        await ExpectEnded(pair, NtStatus.InvalidToken);
    }

    [Fact]
    public async Task AMessageThatCannotBeSealed_EndsThePipe_AndIsNotSentInClear()
    {
        using var pair = new PipePair();
        ValueTask<ReadResult> read = pair.Client.Input.ReadAsync(Stop);
        pair.ClientContext.Dispose();
        s_secret.CopyTo(pair.Client.Output.GetSpan(s_secret.Length));
        pair.Client.Output.Advance(s_secret.Length);
        SealException fault = await Assert.ThrowsAsync<SealException>(async () => await pair.Client.Output.FlushAsync(Stop));
        Assert.Equal(NtStatus.InvalidHandle, fault.Status);
        Assert.Equal((int)NtStatus.InvalidHandle, fault.HResult);
        Assert.False(pair.ToServer.Reader.TryRead(out _));
        Assert.Equal(NtStatus.InvalidHandle, (await Assert.ThrowsAsync<SealException>(async () => await read)).Status);
        Assert.Throws<SealException>(() => pair.Client.Output.GetMemory());
        await Assert.ThrowsAsync<SealException>(async () => await pair.ToServer.Reader.ReadAsync(Stop));
        await pair.ToServer.Reader.CompleteAsync();
        AssertNoSecret(pair);
    }

    private static async Task ExpectFaultAfterGoodOnes(PipePair pair, Action<byte[]> damage, NtStatus expected)
    {
        byte[] good = SealedPipeTests.Bytes(100);
        byte[] first = pair.Frame(good);
        byte[] second = pair.Frame(good);
        byte[] bad = pair.Frame(s_secret);
        damage(bad);
        await ExpectFault(pair, [.. first, .. second, .. bad, .. pair.Frame(s_secret)], expected, [.. good, .. good]);
    }

    private static async Task ExpectFault(PipePair pair, byte[] wire, NtStatus expected, byte[]? before = null, bool end = false)
    {
        await pair.ToServer.Writer.WriteAsync(wire, Stop);
        if (end)
        {
            await pair.ToServer.Writer.CompleteAsync();
        }

        if (before is not null)
        {
            ReadResult result = await pair.Server.Input.ReadAsync(Stop);
            Assert.Equal(before, result.Buffer.ToArray());
            pair.Server.Input.AdvanceTo(result.Buffer.End);
        }

        SealException fault = await Assert.ThrowsAsync<SealException>(async () => await pair.Server.Input.ReadAsync(Stop));
        Assert.Equal(expected, fault.Status);
        await ExpectEnded(pair, expected);
    }

    private static async Task ExpectEnded(PipePair pair, NtStatus expected)
    {
        // Again the same, in both directions, for every call.
        Assert.Equal(expected, Assert.Throws<SealException>(() => pair.Server.Input.TryRead(out _)).Status);
        Assert.Equal(expected, Assert.Throws<SealException>(() => pair.Server.Output.GetMemory()).Status);
        Assert.Equal(expected, (await Assert.ThrowsAsync<SealException>(async () => await pair.Server.Output.FlushAsync(Stop))).Status);

        // The peer learns of it, and all memory is back and holds nothing of the bad message.
        Assert.Equal(expected, (await Assert.ThrowsAsync<SealException>(async () => await pair.ToServer.Writer.FlushAsync(Stop))).Status);
        await pair.ToServer.Writer.CompleteAsync();
        await pair.ToClient.Reader.CompleteAsync();
        AssertNoSecret(pair);
    }

    private static void AssertNoSecret(PipePair pair)
    {
        Assert.Equal((0, 0), (pair.Pool.Out, pair.Memory.Out));
        Assert.NotEmpty(pair.Memory.Returned);
        foreach (byte[] block in pair.Memory.Returned.Concat(pair.Pool.Returned))
        {
            Assert.Equal(-1, block.AsSpan().IndexOf(s_secret.AsSpan(0, 8)));
        }
    }
}
