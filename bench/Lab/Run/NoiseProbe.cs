// How steady this machine is now: one fixed loop of plain arithmetic, timed in blocks of about a millisecond, alternately
// counted as A and as B. On a quiet machine all blocks agree; what A and B differ by is what a comparison would see where
// there is nothing to see.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Run;

/// <summary>What the probe saw, as parts of the fastest block.</summary>
/// <param name="Blocks">Blocks timed.</param>
/// <param name="Spread">How far the median block is above the fastest.</param>
/// <param name="Tail">How far the 90th percentile is above it.</param>
/// <param name="SelfDifference">Difference of the medians of A and B.</param>
internal sealed record Noise(int Blocks, double Spread, double Tail, double SelfDifference)
{
    private const double QuietSpread = 0.03;
    private const double QuietTail = 0.10;

    /// <summary>True when times of this machine are worth comparing across runs.</summary>
    public bool IsQuiet => Spread < QuietSpread && Tail < QuietTail;
}

/// <summary>The clock that measures.</summary>
/// <param name="ResolutionNs">The smallest step seen.</param>
/// <param name="ReadNs">Cost of a reading.</param>
internal sealed record TimerQuality(double ResolutionNs, double ReadNs);

/// <summary>Measures the machine instead of a case.</summary>
internal static class NoiseProbe
{
    private const int BlockCount = 600;
    private const double BlockMilliseconds = 1;
    private const int WarmupBlocks = 60;
    private const int Readings = 100_000;

    /// <summary>Takes about a second.</summary>
    public static Noise Run()
    {
        var steps = StepsPerBlock();
        double[] blocks = [.. Enumerable.Range(0, WarmupBlocks + BlockCount).Select(_ => Time(steps)).Skip(WarmupBlocks)];
        double[] sorted = [.. blocks.Order()];
        var a = MedianInterval.MedianOf([.. blocks.Where((_, i) => i % 2 == 0)]);
        var b = MedianInterval.MedianOf([.. blocks.Where((_, i) => i % 2 == 1)]);
        return new Noise(BlockCount, sorted[BlockCount / 2] / sorted[0] - 1, sorted[BlockCount * 9 / 10] / sorted[0] - 1, Math.Abs(a / b - 1));
    }

    /// <summary>Reads the clock in a row.</summary>
    public static TimerQuality Timer()
    {
        var first = Stopwatch.GetTimestamp();
        var last = first;
        var smallest = long.MaxValue;
        for (var i = 0; i < Readings; i++)
        {
            var now = Stopwatch.GetTimestamp();
            smallest = now > last ? Math.Min(smallest, now - last) : smallest;
            last = now;
        }

        return new TimerQuality(ToNs(smallest), ToNs(last - first) / Readings);
    }

    private static int StepsPerBlock()
    {
        var steps = 1024;
        while (Time(steps) < BlockMilliseconds * 1e6)
        {
            steps *= 2;
        }

        return steps;
    }

    private static double Time(int steps)
    {
        var start = Stopwatch.GetTimestamp();
        Work(steps);
        return ToNs(Stopwatch.GetTimestamp() - start);
    }

    private static double ToNs(long ticks) => ticks * 1e9 / Stopwatch.Frequency;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Work(int steps)
    {
        var state = 1UL;
        for (var i = 0; i < steps; i++)
        {
            state = (state * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407; // Knuth, MMIX: one multiply after another
        }

        return state;
    }
}
