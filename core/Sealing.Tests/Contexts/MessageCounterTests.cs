using System.Runtime.CompilerServices;
using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Tests.Contexts;

public sealed class MessageCounterTests
{
    [Fact]
    public void OneThreadGetsConsecutiveNumbers()
    {
        var counter = new MessageCounter(ulong.MaxValue - 1);
        Assert.Equal(ulong.MaxValue - 1, counter.Take(CallGate.Current, 1));
        Assert.Equal(ulong.MaxValue, counter.Take(CallGate.Current, 3));
        Assert.Equal(2u, counter.Take(CallGate.Current, 1));
        Assert.Equal(3u, counter.Next);
    }

    // Every counter changes from its owner to all threads while the owner is at work.
    [Fact]
    public void NoNumberIsGivenTwiceOrLeftOutWhenOthersJoinTheOwner()
    {
        const int counters = 3000;
        const int takes = 200;
        int threads = Math.Max(3, Environment.ProcessorCount);
        using var barrier = new Barrier(threads);
        var current = new MessageCounter(0);
        var taken = new ulong[threads][];
        int wrong = 0;
        Run(threads, thread =>
        {
            var mine = taken[thread] = new ulong[takes];
            for (int round = 0; round < counters; round++)
            {
                barrier.SignalAndWait();
                Thread.SpinWait(thread * (round % 50));
                for (int i = 0; i < takes; i++)
                {
                    mine[i] = current.Take(CallGate.Current, 1);
                }

                barrier.SignalAndWait();
                if (thread == 0)
                {
                    wrong += taken.SelectMany(t => t).Order().SequenceEqual(Range(threads * takes)) ? 0 : 1;
                    current = new MessageCounter(0);
                }
            }
        });
        Assert.Equal(0, wrong);
    }

    // The owner is stopped between its announcement and its end.
    [Fact]
    public void OthersWaitForAnOwnerThatIsCounting()
    {
        var counter = new MessageCounter(1);
        counter.Take(CallGate.Current, 1);
        Counting(counter) = 1;
        ulong taken = 0;
        var other = new Thread(() => taken = counter.Take(CallGate.Current, 1));
        other.Start();
        Assert.False(other.Join(100));
        Volatile.Write(ref Counting(counter), 0);
        other.Join();
        Assert.Equal(2u, taken);
    }

    // A thread that ends leaves its counter to whoever comes next.
    [Fact]
    public void AnOwnerThatEndedIsSucceeded()
    {
        var counter = new MessageCounter(1);
        for (ulong expected = 1; expected < 20; expected++)
        {
            Run(1, _ => Assert.Equal(expected, counter.Take(CallGate.Current, 1)));
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_counting")]
    private static extern ref int Counting(MessageCounter counter);

    private static IEnumerable<ulong> Range(int count) => Enumerable.Range(0, count).Select(i => (ulong)i);

    private static void Run(int threads, Action<int> body)
    {
        Exception? failed = null;
        var all = Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            try
            {
                body(i);
            }
            catch (Exception e)
            {
                failed = e;
            }
        })).ToList();
        all.ForEach(t => t.Start());
        all.ForEach(t => t.Join());
        Assert.Null(failed);
    }
}
