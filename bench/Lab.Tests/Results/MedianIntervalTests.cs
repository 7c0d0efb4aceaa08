using PerfLab.Lab.Results;

namespace PerfLab.Lab.Tests.Results;

public sealed class MedianIntervalTests
{
    // Ranks (1-based) of the lower end of the 95 % interval of a median: published tables of the sign test,
    // e.g. Conover, Practical Nonparametric Statistics, and NIST/SEMATECH e-Handbook.
    [Theory]
    [InlineData(3, 1)]
    [InlineData(6, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(11, 2)]
    [InlineData(12, 3)]
    [InlineData(15, 4)]
    [InlineData(20, 6)]
    [InlineData(25, 8)]
    [InlineData(30, 10)]
    [InlineData(50, 18)]
    public void Ranks_are_those_of_the_sign_test_tables(int count, int rank) => Assert.Equal(rank, MedianInterval.LowRank(count) + 1);

    [Fact]
    public void Even_counts_take_the_mean_of_the_middle() => Assert.Equal(2.5, MedianInterval.MedianOf([4, 1, 2, 3]));

    [Fact]
    public void The_interval_of_one_launch_covers_the_true_median_at_its_level()
    {
        var random = new Random(1);
        var covered = Enumerable.Range(0, 4000).Count(_ =>
        {
            double[] samples = [.. Enumerable.Range(0, 15).Select(_ => -Math.Log(1 - random.NextDouble()))]; // exponential: skewed as times are
            var interval = MedianInterval.Of([samples]);
            return interval.Low <= Math.Log(2) && Math.Log(2) <= interval.High;
        });
        Assert.InRange(covered / 4000.0, 0.95, 0.98);
    }
}
