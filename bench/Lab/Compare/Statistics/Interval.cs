namespace PerfLab.Lab.Compare.Statistics;

/// <summary>An estimate with the interval that holds the truth with the stated confidence; infinite ends mean too few values.</summary>
internal readonly record struct Interval(double Estimate, double Low, double High, double Confidence)
{
    /// <summary>Two one-sided tests: the whole interval lies inside the margin, so a difference beyond it is refuted.</summary>
    public bool Within(double margin) => Low > -margin && High < margin;
}
