// The distribution-free interval of a median: between the k-th smallest and the k-th largest value, where the number of
// values below the median is Binomial(n, 1/2) (Conover, Practical Nonparametric Statistics, 3.2).

namespace PerfLab.Lab.Compare.Statistics;

internal static class MedianInterval
{
    /// <summary>
    /// The median and an interval of at least the asked confidence. With too few values for it (fewer than 6 for 95 %)
    /// the interval is the range of the values, and <see cref="Interval.Confidence"/> says what that is worth.
    /// </summary>
    public static Interval Of(IReadOnlyList<double> values, double confidence = 0.95)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        int outside = 0;
        while (outside + 1 < (sorted.Length + 1) / 2 && Coverage(sorted.Length, outside + 1) >= confidence)
            outside++;
        return new Interval(Quantile.OfSorted(sorted, 0.5), sorted[outside], sorted[^(outside + 1)], Coverage(sorted.Length, outside));
    }

    /// <summary>1 - 2 P(Binomial(n, 1/2) &lt;= outside).</summary>
    private static double Coverage(int n, int outside)
    {
        double term = Math.Pow(2, -n), tail = 0;
        for (int i = 0; i <= outside; i++)
        {
            tail += term;
            term *= (double)(n - i) / (i + 1);
        }

        return Math.Max(0, 1 - (2 * tail));
    }
}
