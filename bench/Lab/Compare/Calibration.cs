// What comparing a build with its like says of this machine now: the noise floor and the smallest detectable effect of
// each case, and how many alarms there were that cannot be true.

using PerfLab.Lab.Compare.Statistics;
using PerfLab.Lab.Compare.Verdicts;

namespace PerfLab.Lab.Compare;

/// <param name="SchemaVersion">Of the stored form.</param>
/// <param name="Utc">When it was taken.</param>
/// <param name="Commit">What was built twice.</param>
/// <param name="Comparisons">Case comparisons made.</param>
/// <param name="FalseAlarms">Those of them that said slower, faster or changed.</param>
/// <param name="Cases">Each case.</param>
internal sealed record Calibration(
    int SchemaVersion, DateTime Utc, string Commit, int Comparisons, int FalseAlarms, IReadOnlyList<CalibratedCase> Cases)
{
    public const int CurrentSchema = 1;

    /// <summary>The file beside the runs of a machine.</summary>
    public const string FileName = "calibration.json";

    /// <param name="rounds">The same suite, once or more often.</param>
    public static Calibration From(IReadOnlyList<SuiteComparison> rounds)
    {
        CaseComparison[] all = [.. rounds.SelectMany(r => r.Cases)];
        return new Calibration(
            CurrentSchema, rounds[^1].Utc, rounds[^1].Base.Commit, all.Length, all.Count(IsAlarm),
            [.. all.GroupBy(c => c.Name).Select(g => new CalibratedCase(
                g.Key,
                g.Count(),
                g.Count(IsAlarm),
                Quantile.Median([.. g.Select(c => Math.Max(Math.Abs(c.Time.Effect.Low), Math.Abs(c.Time.Effect.High)))]),
                Quantile.Median([.. g.Select(c => c.SmallestDetectable)]),
                g.Select(c => c.Error).FirstOrDefault(e => e is not null)))]);
    }

    private static bool IsAlarm(CaseComparison c) => c.Verdict is Verdict.Slower or Verdict.Faster or Verdict.Changed;
}

/// <param name="Name">The case.</param>
/// <param name="Comparisons">How often it was compared.</param>
/// <param name="FalseAlarms">How often that gave an alarm.</param>
/// <param name="NoiseFloor">Far end of the interval of the ln effect, which is truly 0; median over comparisons.</param>
/// <param name="SmallestDetectable">The ln effect that 95 of 100 such comparisons would flag; median over comparisons.</param>
/// <param name="Error">Why it could not be compared.</param>
internal sealed record CalibratedCase(
    string Name, int Comparisons, int FalseAlarms, double NoiseFloor, double SmallestDetectable, string? Error);
