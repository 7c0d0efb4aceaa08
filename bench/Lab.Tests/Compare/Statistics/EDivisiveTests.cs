using PerfLab.Lab.Compare.Statistics;

namespace PerfLab.Lab.Tests.Compare.Statistics;

public class EDivisiveTests
{
    [Fact]
    public void Steps_are_found_where_they_are()
    {
        double[] series = [.. Noise(20, 100, 1, seed: 1), .. Noise(25, 104, 1, seed: 2), .. Noise(20, 100, 1, seed: 3)];
        var changes = EDivisive.Find(series);
        Assert.Equal(2, changes.Count);
        Assert.InRange(changes[0].Index, 19, 21);
        Assert.InRange(changes[1].Index, 44, 46);
    }

    [Fact]
    public void A_change_of_spread_alone_is_a_change()
    {
        var change = Assert.Single(EDivisive.Find([.. Noise(40, 100, 0.2, seed: 4), .. Noise(40, 100, 6, seed: 5)]));
        Assert.InRange(change.Index, 36, 44);
    }

    [Fact]
    public void Quiet_series_rarely_have_one()
    {
        int alarms = Enumerable.Range(0, 100).Count(seed => EDivisive.Find(Noise(30, 100, 2, seed + 10)).Count > 0);
        Assert.InRange(alarms, 0, 5); // alpha is 0.01: P(more than 5 of 100) is below 0.001
    }

    [Fact]
    public void Short_series_have_none() => Assert.Empty(EDivisive.Find([1, 1, 1, 1, 9, 9, 9, 9, 9]));

    private static double[] Noise(int count, double mean, double spread, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => mean + (spread * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)))];
    }
}
