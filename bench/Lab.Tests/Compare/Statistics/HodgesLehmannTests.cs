using PerfLab.Lab.Compare.Statistics;

namespace PerfLab.Lab.Tests.Compare.Statistics;

public class HodgesLehmannTests
{
    /// <summary>R: wilcox.test(x - y, conf.int = TRUE) on Hollander and Wolfe's depression data: 0.46, 95 % interval 0.010 to 0.786.</summary>
    [Fact]
    public void Depression_scores_give_the_published_estimate_and_interval()
    {
        double[] before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
        double[] after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
        Interval interval = HodgesLehmann.Of([.. before.Zip(after, (x, y) => x - y)], 0.95);
        Assert.Equal(0.46, interval.Estimate, 3);
        Assert.Equal(0.010, interval.Low, 3);
        Assert.Equal(0.786, interval.High, 3);
        Assert.Equal(0.9609375, interval.Confidence, 9);
    }

    [Fact]
    public void Too_few_values_have_an_infinite_interval()
    {
        Interval interval = HodgesLehmann.Of([1, 2, 3, 4, 5], 0.95);
        Assert.Equal(3, interval.Estimate);
        Assert.True(double.IsNegativeInfinity(interval.Low) && double.IsPositiveInfinity(interval.High));
        Assert.False(interval.Within(100));
    }

    [Fact]
    public void Interval_holds_exactly_the_shifts_that_the_test_accepts()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble() - 0.3)];
        Interval interval = HodgesLehmann.Of(values, 0.95);
        double alpha = 1 - interval.Confidence;
        Assert.True(P(interval.Low - 1e-9) <= alpha + 1e-12 && P(interval.Low + 1e-9) > alpha);
        Assert.True(P(interval.High + 1e-9) <= alpha + 1e-12 && P(interval.High - 1e-9) > alpha);

        double P(double shift) => SignedRank.PValue([.. values.Select(v => v - shift)]);
    }
}
