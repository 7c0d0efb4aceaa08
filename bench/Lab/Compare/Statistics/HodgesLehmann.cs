// The Hodges-Lehmann location (1963): the median of all pairwise means (Walsh averages, each value with itself included).
// It goes with Wilcoxon's signed-rank test: the interval holds exactly the shifts that the test does not reject (Tukey).

namespace PerfLab.Lab.Compare.Statistics;

internal static class HodgesLehmann
{
    public static double Estimate(IReadOnlyList<double> values) => Quantile.OfSorted(WalshAverages(values), 0.5);

    /// <summary>The estimate with its exact interval, of at least the asked confidence; infinite when n is too small for it.</summary>
    public static Interval Of(IReadOnlyList<double> values, double confidence)
    {
        double[] averages = WalshAverages(values);
        double estimate = Quantile.OfSorted(averages, 0.5);
        int outside = OutsideEachEnd(values.Count, (1 - confidence) / 2);
        return outside < 0
            ? new Interval(estimate, double.NegativeInfinity, double.PositiveInfinity, 1)
            : new Interval(estimate, averages[outside], averages[^(outside + 1)], 1 - (2 * SignedRank.Cumulative(outside, values.Count)));
    }

    /// <summary>The largest w with P(W+ &lt;= w) at most the tail; -1 when there is none.</summary>
    private static int OutsideEachEnd(int n, double tail)
    {
        int w = -1;
        while (SignedRank.Cumulative(w + 1, n) <= tail)
            w++;
        return w;
    }

    private static double[] WalshAverages(IReadOnlyList<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var averages = new double[values.Count * (values.Count + 1) / 2];
        int next = 0;
        for (int i = 0; i < values.Count; i++)
        {
            for (int j = i; j < values.Count; j++)
                averages[next++] = (values[i] + values[j]) / 2;
        }

        Array.Sort(averages);
        return averages;
    }
}
