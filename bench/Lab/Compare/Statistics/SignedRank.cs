// Wilcoxon's signed-rank test (Wilcoxon 1945), exact: under the hypothesis that values are symmetric about 0 every choice
// of signs is equally likely, so W+ (the sum of the ranks of positive values) has a distribution that can be counted.
// Ties get mid-ranks and are counted with them; zeros are dropped. Ranks are kept doubled so that mid-ranks are whole.
// Cost O(n^3) for n values; n is a number of launches.

namespace PerfLab.Lab.Compare.Statistics;

internal static class SignedRank
{
    /// <summary>Two-sided exact p-value that the values are symmetric about 0; 1 when there is none but zeros.</summary>
    public static double PValue(IReadOnlyList<double> values)
    {
        double[] nonZero = [.. values.Where(v => v != 0)];
        if (nonZero.Length == 0)
            return 1;

        int[] ranks = DoubledRanks(nonZero);
        int positive = 0;
        for (int i = 0; i < nonZero.Length; i++)
            positive += nonZero[i] > 0 ? ranks[i] : 0;

        int smaller = Math.Min(positive, ranks.Sum() - positive);
        return Math.Min(1, 2 * Distribution(ranks).Take(smaller + 1).Sum());
    }

    /// <summary>P(W+ &lt;= w) for n values without ties.</summary>
    public static double Cumulative(int w, int n) =>
        w < 0 ? 0 : Math.Min(1, Distribution([.. Enumerable.Range(1, n).Select(r => 2 * r)]).Take((2 * w) + 1).Sum());

    /// <summary>The smallest p-value that n values can give: all of one sign.</summary>
    public static double SmallestPValue(int n) => Math.Pow(2, 1 - n);

    /// <summary>The probability of each doubled rank sum, index 0 to the sum of all.</summary>
    private static double[] Distribution(int[] doubledRanks)
    {
        var probability = new double[doubledRanks.Sum() + 1];
        probability[0] = 1;
        int reached = 0;
        foreach (int rank in doubledRanks)
        {
            reached += rank;
            for (int sum = reached; sum >= 0; sum--)
                probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
        }

        return probability;
    }

    private static int[] DoubledRanks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => Math.Abs(values[i]))];
        var ranks = new int[values.Length];
        for (int first = 0, next; first < order.Length; first = next)
        {
            double size = Math.Abs(values[order[first]]);
            for (next = first + 1; next < order.Length && Math.Abs(values[order[next]]) == size; next++)
            {
            }

            for (int i = first; i < next; i++)
                ranks[order[i]] = first + 1 + next;
        }

        return ranks;
    }
}
