using PerfLab.Lab.Compare.Statistics;

namespace PerfLab.Lab.Report;

/// <summary>ln effects as readers see them.</summary>
internal static class Percent
{
    /// <summary>"+1.02 %"</summary>
    public static string Of(double logEffect) => $"{Math.Exp(logEffect) - 1:+0.00%;-0.00%;0.00%}".Replace("%", " %", StringComparison.Ordinal);

    /// <summary>"+0.80 to +1.20 %", or "unknown" for an infinite interval.</summary>
    public static string Of(Interval interval) =>
        double.IsFinite(interval.Low) && double.IsFinite(interval.High)
            ? $"{Of(interval.Low)[..^2]} to {Of(interval.High)}"
            : "unknown";

    /// <summary>"0.65 %", without a sign; "none" for an effect that could not be seen however large.</summary>
    public static string Size(double logEffect) => double.IsFinite(logEffect) ? Of(logEffect).TrimStart('+') : "none";
}
