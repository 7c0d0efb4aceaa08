// The median of a case and its 95 % confidence interval.
//
// One launch: the interval between two order statistics of its samples, chosen by the binomial distribution: no
// assumption about the samples' shape (Hahn & Meeker, Statistical Intervals, 5.2). Several launches: samples of one launch
// share its memory layout and its moment, so the interval is widened until it holds every launch's median.

namespace PerfLab.Lab.Results;

/// <summary>A median and the ends of its confidence interval.</summary>
internal readonly record struct MedianInterval(double Median, double Low, double High)
{
    private const double Level = 0.95;

    /// <summary>Over launches of at least one sample each.</summary>
    public static MedianInterval Of(IReadOnlyList<IReadOnlyList<double>> launches)
    {
        double[] medians = [.. launches.Select(MedianOf)];
        double[] sorted = [.. launches.SelectMany(samples => samples).Order()];
        var rank = LowRank(sorted.Length);
        return new MedianInterval(
            MedianOf(medians),
            Math.Min(sorted[rank], medians.Min()),
            Math.Max(sorted[sorted.Length - 1 - rank], medians.Max()));
    }

    /// <summary>The middle value, or the mean of the two middle values.</summary>
    public static double MedianOf(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The largest 0-based rank r with P(r &lt; B(n, 1/2) &lt; n - r) at least 95 %; 0 when even the extremes hold less.</summary>
    internal static int LowRank(int count)
    {
        var probability = Math.Pow(0.5, count);
        var below = probability;
        var rank = 0;
        while (2 * (below + Next(probability, rank, count)) <= 1 - Level)
        {
            probability = Next(probability, rank, count);
            below += probability;
            rank++;
        }

        return rank;
    }

    private static double Next(double probability, int rank, int count) => probability * (count - rank) / (rank + 1);
}
