// Quantiles of a sample by linear interpolation between order statistics (Hyndman and Fan 1996, type 7).

namespace PerfLab.Lab.Compare.Statistics;

internal static class Quantile
{
    /// <summary>The quantile at <paramref name="fraction"/> (0 to 1) of values in any order; at least one value.</summary>
    public static double Of(IReadOnlyList<double> values, double fraction)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return OfSorted(sorted, fraction);
    }

    /// <summary>The same, of values that are sorted already.</summary>
    public static double OfSorted(ReadOnlySpan<double> sorted, double fraction)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length);
        double position = fraction * (sorted.Length - 1);
        int below = Math.Clamp((int)position, 0, sorted.Length - 1);
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    public static double Median(IReadOnlyList<double> values) => Of(values, 0.5);
}
