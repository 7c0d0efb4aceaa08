// The rule that turns launch effects into verdicts, over a whole suite.
//
// Which build is loaded first and which starts each quad is drawn anew in every launch. When two builds are alike, a
// launch's effect and its negative are therefore equally likely, whatever the noise: heavy tails, drift and
// autocorrelation within a launch included. That is all that Wilcoxon's signed-rank test needs to be exact.
//
//   slower, faster   Benjamini-Hochberg over the suite at alpha / looks, and the estimate is at least the floor
//   same             the Hodges-Lehmann interval of confidence 1 - 2 alpha / looks lies within the floor
//   underpowered     neither
//
// A suite may be looked at several times while it grows (adaptive budget); dividing alpha by the number of looks keeps the
// error rates whatever the stopping (Bonferroni). Launches needed follow from alpha: n launches of one sign give
// p = 2^(1-n), and a single differing case among m must get that below alpha / (looks m).

using PerfLab.Lab.Compare.Statistics;

namespace PerfLab.Lab.Compare.Verdicts;

/// <param name="Floor">Smallest relative change that matters, such as 0.005.</param>
/// <param name="Alpha">Largest share of false alarms among alarms; for builds that are alike, the chance of any alarm in the suite.</param>
/// <param name="Looks">How often the rule may be applied to one growing set of launches.</param>
internal sealed record TimeRule(double Floor = 0.005, double Alpha = 0.05, int Looks = 3)
{
    private double LogFloor => Math.Log(1 + Floor);

    private double AlphaPerLook => Alpha / Looks;

    /// <summary>The least number of launches with which a single differing case among <paramref name="cases"/> can be found.</summary>
    public int LaunchesFor(int cases)
    {
        int launches = 1;
        while (SignedRank.SmallestPValue(launches) > AlphaPerLook / Math.Max(1, cases))
            launches++;
        return launches;
    }

    /// <summary>The verdict of each case from the effects of its launches.</summary>
    public TimeVerdict[] Decide(IReadOnlyList<IReadOnlyList<double>> effectsByCase)
    {
        double[] pValues = [.. effectsByCase.Select(effects => SignedRank.PValue(effects))];
        double[] adjusted = BenjaminiHochberg.Adjust(pValues);
        return [.. effectsByCase.Select((effects, i) => Decide(effects, pValues[i], adjusted[i]))];
    }

    /// <summary>The ln effect that 95 of 100 such comparisons of a suite would have flagged; infinite with too few launches.</summary>
    public double SmallestDetectable(IReadOnlyList<double> effects, int cases) =>
        Verdicts.SmallestDetectable.Of(effects, LogFloor, AlphaPerLook / cases);

    private TimeVerdict Decide(IReadOnlyList<double> effects, double pValue, double adjusted)
    {
        if (effects.Count == 0)
            return TimeVerdict.Nothing;

        Interval interval = HodgesLehmann.Of(effects, 1 - (2 * AlphaPerLook));
        return new TimeVerdict(Classify(interval, adjusted), interval, pValue, adjusted);
    }

    private Verdict Classify(Interval interval, double adjusted) =>
        adjusted <= AlphaPerLook && interval.Estimate >= LogFloor ? Verdict.Slower
        : adjusted <= AlphaPerLook && interval.Estimate <= -LogFloor ? Verdict.Faster
        : interval.Within(LogFloor) ? Verdict.Same
        : Verdict.Underpowered;
}

/// <param name="Verdict">Slower, Faster, Same or Underpowered.</param>
/// <param name="Effect">ln(candidate / base) with its interval.</param>
/// <param name="PValue">Of this case alone.</param>
/// <param name="AdjustedPValue">Over the suite.</param>
internal sealed record TimeVerdict(Verdict Verdict, Interval Effect, double PValue, double AdjustedPValue)
{
    public static TimeVerdict Nothing { get; } =
        new(Verdict.Underpowered, new Interval(0, double.NegativeInfinity, double.PositiveInfinity, 1), 1, 1);
}
