// The smallest effect that a comparison could have seen, found by running its own rule on imagined comparisons with the
// spread that was measured: launches are normal with the launches' standard deviation, itself drawn from what n launches
// leave open of it (so the sum is Student's t), an effect is added, and the smallest one is sought that 95 of 100 flag.
// The p-value limit is that of a case that is alone in differing.

using PerfLab.Lab.Compare.Statistics;

namespace PerfLab.Lab.Compare.Verdicts;

internal static class SmallestDetectable
{
    /// <summary>The ln effect; positive infinity when so few launches can never be significant.</summary>
    public static double Of(IReadOnlyList<double> effects, double logFloor, double pValueLimit)
    {
        int n = effects.Count;
        if (n < 2 || SignedRank.SmallestPValue(n) > pValueLimit)
            return double.PositiveInfinity;

        double[][] draws = Draws(n, StandardDeviation(effects));
        int mostNegative = LargestStatistic(n, pValueLimit);
        double low = 0, high = logFloor + 1e-6;
        while (Power(draws, high, logFloor, mostNegative) < Wanted)
            high *= 2;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            if (Power(draws, middle, logFloor, mostNegative) < Wanted)
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    private static double[][] Draws(int n, double deviation)
    {
        var random = new Random(1);
        var draws = new double[DrawCount][];
        for (int i = 0; i < DrawCount; i++)
        {
            double chiSquare = Enumerable.Range(0, n - 1).Sum(_ => Math.Pow(Gaussian(random), 2));
            double imagined = deviation * Math.Sqrt((n - 1) / chiSquare);
            draws[i] = [.. Enumerable.Range(0, n).Select(_ => imagined * Gaussian(random))];
        }

        return draws;
    }

    /// <summary>The share of draws that the rule flags: the estimate reaches the floor and the test its limit.</summary>
    private static double Power(double[][] draws, double effect, double logFloor, int mostNegative) =>
        draws.Count(draw =>
        {
            double[] shifted = [.. draw.Select(d => d + effect)];
            return NegativeRanks(shifted) <= mostNegative && HodgesLehmann.Estimate(shifted) >= logFloor;
        }) / (double)draws.Length;

    /// <summary>The sum of ranks of negative values, counted as pairwise sums that are negative (Tukey).</summary>
    private static int NegativeRanks(double[] values)
    {
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            for (int j = i; j < values.Length; j++)
                count += values[i] + values[j] < 0 ? 1 : 0;
        }

        return count;
    }

    private static int LargestStatistic(int n, double pValueLimit)
    {
        int w = 0;
        while (2 * SignedRank.Cumulative(w + 1, n) <= pValueLimit)
            w++;
        return w;
    }

    private static double StandardDeviation(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private const double Wanted = 0.95;
    private const int DrawCount = 400;
    private const int Bisections = 10;
}
