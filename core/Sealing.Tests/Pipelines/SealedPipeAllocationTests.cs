using System.IO.Pipelines;
using PerfLab.Sealing.Pipelines;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Pipelines;

public sealed class SealedPipeAllocationTests
{
    private const int Rounds = 200;

    [Theory]
    [InlineData(64, 1)]
    [InlineData(1024, 1)]
    [InlineData(16 * 1024, 1)]
    [InlineData(64, 16)]
    [InlineData(1024, 16)]
    public void InSteadyState_AMessageAllocatesNothing(int size, int burst)
    {
        using var contexts = new AeadPair();
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0));
        var unused = new Pipe();
        var client = new SealedPipe(new PipePair.End(unused.Reader, pipe.Writer), contexts.Client);
        var server = new SealedPipe(new PipePair.End(pipe.Reader, unused.Writer), contexts.Server);
        Run();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            for (int round = 0; round < Rounds; round++)
            {
                for (int i = 0; i < burst; i++)
                {
                    client.Output.GetSpan(size)[..size].Fill(1);
                    client.Output.Advance(size);
                    client.Output.EndMessage();
                }

                ValueTask<FlushResult> flush = client.Output.FlushAsync();
                for (long missing = (long)size * burst; missing > 0;)
                {
                    Assert.True(server.Input.TryRead(out ReadResult result));
                    missing -= result.Buffer.Length;
                    server.Input.AdvanceTo(result.Buffer.End);
                }

                Assert.True(flush.IsCompletedSuccessfully);
            }
        }
    }

    [Fact]
    public void MessagesReceivedInPieces_AllocateNothing()
    {
        const int Size = 3000;
        using var contexts = new AeadPair();
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, minimumSegmentSize: 4096));
        var unused = new Pipe();
        var server = new SealedPipe(new PipePair.End(pipe.Reader, unused.Writer), contexts.Server);
        var framing = new LengthFraming();
        var frame = new byte[4 + 32 + Size];
        Run();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            for (int round = 0; round < Rounds; round++)
            {
                contexts.Client.Seal(frame.AsSpan(4, 32), frame.AsSpan(36), out _);
                framing.WriteHeader(frame.AsSpan(0, 4), frame.Length - 4);
                for (int start = 0; start < frame.Length; start += 700)
                {
                    ReadOnlySpan<byte> part = frame.AsSpan(start, Math.Min(700, frame.Length - start));
                    part.CopyTo(pipe.Writer.GetSpan(part.Length));
                    pipe.Writer.Advance(part.Length);
                    ValueTask<FlushResult> flush = pipe.Writer.FlushAsync();
                    Assert.True(flush.IsCompletedSuccessfully);
                }

                Assert.True(server.Input.TryRead(out ReadResult result));
                Assert.True(result.Buffer.Length == Size);
                server.Input.AdvanceTo(result.Buffer.End);
            }
        }
    }
}
