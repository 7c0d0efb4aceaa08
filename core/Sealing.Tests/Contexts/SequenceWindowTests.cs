using CsCheck;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Tests.Contexts;

public sealed class SequenceWindowTests
{
    private const ulong Width = SequenceWindow.Width;

    [Fact]
    public void Width_IsAtLeast1024() => Assert.True(SequenceWindow.Width >= 1024);

    [Theory]
    [InlineData(0ul)]
    [InlineData(1ul)]
    [InlineData(uint.MaxValue)]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 70)]
    public void Replay_TakesEachNumberOnce_InAnyOrder(ulong first)
    {
        var window = new SequenceWindow(SequenceMode.Replay, first);
        foreach (ulong step in (ulong[])[0, 2, 1, 64, 63, 65, 191, 128, 127, 1000, 999, Width + 900])
        {
            Assert.Equal(NtStatus.Success, window.Accept(first + step));
            Assert.Equal(NtStatus.OutOfSequence, window.Accept(first + step));
        }

        Assert.Equal(NtStatus.OutOfSequence, window.Accept(first - 1));
        Assert.Equal(first + Width + 901, window.Next);
    }

    /// <summary>A known defect of a well-known implementation: a jump of exactly one word forgets which numbers are fresh.</summary>
    [Theory]
    [InlineData(63ul)]
    [InlineData(64ul)]
    [InlineData(65ul)]
    [InlineData(127ul)]
    [InlineData(128ul)]
    [InlineData(2047ul)]
    [InlineData(2048ul)]
    public void Replay_AfterAJump_FreshNumbersBehindItAreAccepted(ulong jump)
    {
        var window = new SequenceWindow(SequenceMode.Replay, 0);
        for (ulong i = 0; i <= 10; i++)
        {
            Assert.Equal(NtStatus.Success, window.Accept(i));
        }

        Assert.Equal(NtStatus.Success, window.Accept(10 + jump));
        ulong oldest = 10 + jump > Width ? Math.Max(11, 10 + jump - Width) : 11;
        for (ulong i = 10 + jump - 1; i >= oldest; i--)
        {
            Assert.Equal(NtStatus.Success, window.Accept(i));
            Assert.Equal(NtStatus.OutOfSequence, window.Accept(i));
        }
    }

    [Fact]
    public void Replay_FarBehind_IsTooOld()
    {
        var window = new SequenceWindow(SequenceMode.Replay, 0);
        Assert.Equal(NtStatus.Success, window.Accept(100_000));
        Assert.Equal(NtStatus.Success, window.Accept(100_000 - Width));
        Assert.Equal(NtStatus.OutOfSequence, window.Accept(100_000 - Width - 64));
        Assert.Equal(NtStatus.OutOfSequence, window.Accept(0));
    }

    [Fact]
    public void Ordered_TakesExactlyTheNext()
    {
        var window = new SequenceWindow(SequenceMode.Ordered, ulong.MaxValue);
        Assert.Equal(NtStatus.OutOfSequence, window.Accept(0));
        Assert.Equal(NtStatus.Success, window.Accept(ulong.MaxValue));
        Assert.Equal(NtStatus.OutOfSequence, window.Accept(ulong.MaxValue));
        Assert.Equal(NtStatus.OutOfSequence, window.Accept(1));
        Assert.Equal(NtStatus.Success, window.Accept(0));
    }

    /// <summary>Against a model that remembers everything.</summary>
    [Fact]
    public void Replay_AgreesWithASet() =>
        Gen.Select(Gen.ULong, Gen.Int[-70, 3000].Array[1, 200]).Sample((first, steps) =>
        {
            var window = new SequenceWindow(SequenceMode.Replay, first);
            var seen = new HashSet<long>();
            long newest = -1;
            long position = 0;
            foreach (int step in steps)
            {
                position = Math.Max(0, position + step - 200);
                bool accepted = window.Accept(first + (ulong)position) == NtStatus.Success;
                bool duplicate = seen.Contains(position);
                Assert.False(accepted && duplicate);
                Assert.True(accepted || duplicate || position < newest - SequenceWindow.Width);
                newest = Math.Max(newest, position);
                if (accepted)
                {
                    seen.Add(position);
                }
            }
        }, iter: 2_000);

    [Fact]
    public void Replay_FromManyThreads_TakesEachNumberOnce()
    {
        const int Numbers = 1500;
        var window = new SequenceWindow(SequenceMode.Replay, 0);
        int accepted = 0;
        Parallel.For(0, 4, _ =>
        {
            for (ulong i = 0; i < Numbers; i++)
            {
                if (window.Accept(i) == NtStatus.Success)
                {
                    Interlocked.Increment(ref accepted);
                }
            }
        });
        Assert.True(accepted <= Numbers);
        Assert.True(accepted > 0);
        for (ulong i = 0; i < Numbers; i++)
        {
            Assert.Equal(NtStatus.OutOfSequence, window.Accept(i));
        }

        Assert.Equal((ulong)Numbers, window.Next);
    }
}
