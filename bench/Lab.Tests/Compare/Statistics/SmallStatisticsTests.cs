using PerfLab.Lab.Compare.Statistics;

namespace PerfLab.Lab.Tests.Compare.Statistics;

public class SmallStatisticsTests
{
    /// <summary>numpy.quantile([15, 20, 35, 40, 50], q), its default method.</summary>
    [Theory]
    [InlineData(0, 15)]
    [InlineData(0.1, 17)]
    [InlineData(0.4, 29)]
    [InlineData(0.5, 35)]
    [InlineData(0.99, 49.6)]
    [InlineData(1, 50)]
    public void Quantiles_interpolate_as_numpy_does(double fraction, double expected) =>
        Assert.Equal(expected, Quantile.Of([40, 15, 50, 35, 20], fraction), 12);

    /// <summary>The 15 p-values of Benjamini and Hochberg 1995, section 3.2: four are rejected at 0.05 (Bonferroni: three).</summary>
    [Fact]
    public void Benjamini_Hochberg_rejects_what_its_paper_rejects()
    {
        double[] p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1];
        double[] adjusted = BenjaminiHochberg.Adjust(p);
        Assert.Equal(4, adjusted.Count(q => q <= 0.05));
        Assert.Equal(0.0015, adjusted[0], 12);
        Assert.Equal(0.035625, adjusted[3], 12);
        Assert.Equal(1, adjusted[14], 12);
    }

    [Fact]
    public void Benjamini_Hochberg_keeps_the_order_of_its_input()
    {
        double[] adjusted = BenjaminiHochberg.Adjust([0.9, 0.01, 0.02]);
        Assert.Equal([0.9, 0.03, 0.03], adjusted.Select(q => Math.Round(q, 12)));
    }

    [Fact]
    public void Equivalence_needs_the_whole_interval_inside_the_margin()
    {
        Assert.True(new Interval(0.001, -0.004, 0.0049, 0.95).Within(0.005));
        Assert.False(new Interval(0.001, -0.004, 0.0051, 0.95).Within(0.005));
        Assert.False(new Interval(-0.001, -0.0051, 0.004, 0.95).Within(0.005));
    }
}
