using PerfLab.Lab.Compare.Statistics;

namespace PerfLab.Lab.Tests.Compare.Statistics;

public class SignedRankTests
{
    /// <summary>Critical values of the two-sided test at 5 % and 1 % (Wilcoxon and Wilcox 1964, in every textbook's table).</summary>
    [Theory]
    [InlineData(6, 0.05, 0)]
    [InlineData(7, 0.05, 2)]
    [InlineData(8, 0.05, 3)]
    [InlineData(9, 0.05, 5)]
    [InlineData(10, 0.05, 8)]
    [InlineData(15, 0.05, 25)]
    [InlineData(20, 0.05, 52)]
    [InlineData(25, 0.05, 89)]
    [InlineData(8, 0.01, 0)]
    [InlineData(10, 0.01, 3)]
    [InlineData(20, 0.01, 37)]
    public void Critical_values_are_those_of_the_published_table(int n, double alpha, int critical)
    {
        Assert.True(2 * SignedRank.Cumulative(critical, n) <= alpha);
        Assert.True(2 * SignedRank.Cumulative(critical + 1, n) > alpha);
    }

    /// <summary>Hollander and Wolfe's depression data, as in R's wilcox.test example: V = 40, two-sided p = 0.03906.</summary>
    [Fact]
    public void Depression_scores_give_the_published_p_value()
    {
        double[] before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
        double[] after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
        Assert.Equal(0.0390625, SignedRank.PValue([.. before.Zip(after, (x, y) => x - y)]), 9);
    }

    [Fact]
    public void P_value_equals_the_count_over_all_sign_choices_with_ties_and_zeros()
    {
        var random = new Random(5);
        for (int round = 0; round < 100; round++)
        {
            double[] values = [.. Enumerable.Range(0, random.Next(1, 11)).Select(_ => (double)random.Next(-4, 6))];
            Assert.Equal(ByEnumeration(values), SignedRank.PValue(values), 12);
        }
    }

    private static double ByEnumeration(double[] values)
    {
        double[] sizes = [.. values.Where(v => v != 0).Select(Math.Abs)];
        if (sizes.Length == 0)
            return 1;

        double[] ranks = [.. sizes.Select(s => sizes.Count(o => o < s) + ((sizes.Count(o => o == s) + 1) / 2.0))];
        double middle = ranks.Sum() / 2;
        double[] nonZero = [.. values.Where(v => v != 0)];
        double observed = Math.Abs(ranks.Where((_, i) => nonZero[i] > 0).Sum() - middle);
        int extreme = 0;
        for (int signs = 0; signs < 1 << sizes.Length; signs++)
            extreme += Math.Abs(ranks.Where((_, i) => (signs >> i & 1) == 1).Sum() - middle) >= observed - 1e-9 ? 1 : 0;
        return (double)extreme / (1 << sizes.Length);
    }
}
