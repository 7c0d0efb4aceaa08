// A compared suite as text: what the terminal and the markdown report say in the same words, and the terminal's table.

using PerfLab.Lab.Compare;
using PerfLab.Lab.Compare.Verdicts;
using Spectre.Console;

namespace PerfLab.Lab.Report;

internal static class ComparisonText
{
    public static ReportTable Table(IEnumerable<CaseComparison> cases) => new(
        Words: 2,
        ["case", "verdict", "base ns", "time", "interval", "p99", "B/op", "smallest effect seen"],
        [.. cases.Select(Row)]);

    private static string[] Row(CaseComparison c) => c.Error is not null
        ? [c.Name, "error", "", "", "", "", "", ""]
        :
        [
            c.Name,
            VerdictText(c),
            c.BaseNs < 1000 ? $"{c.BaseNs:0.00}" : $"{c.BaseNs:N0}",
            Percent.Of(c.Time.Effect.Estimate),
            Percent.Of(c.Time.Effect),
            Percent.Of(c.Tail.Estimate),
            Allocation(c.Allocation),
            Percent.Size(c.SmallestDetectable),
        ];

    /// <summary>The suite in one line.</summary>
    public static string Headline(SuiteComparison suite)
    {
        string counts = string.Join(", ", Enum.GetValues<Verdict>()
            .OrderByDescending(Severity)
            .Select(v => (Verdict: v, Count: suite.Count(v)))
            .Where(v => v.Count > 0)
            .Select(v => $"{v.Count} {Name(v.Verdict)}"));
        return $"{suite.Candidate.Label} against {suite.Base.Label}: {counts}";
    }

    /// <summary>What the verdicts are worth, what they cost, and whatever else a reader must know.</summary>
    public static IEnumerable<string> Notes(SuiteComparison suite)
    {
        TimeRule rule = suite.Rule;
        yield return $"time: candidate against base, low quantile; slower or faster from {rule.Floor:0.0#%} on; p99: of blocks of about 0.25 ms";
        yield return $"false alarms: if nothing differed, at most {rule.Alpha:0.#%} of such suites of {suite.Cases.Count} would name any case slower or faster (Benjamini-Hochberg, {rule.Looks} looks)";
        long blocks = suite.Cases.Sum(c => (long)c.Cost.Blocks), disturbed = suite.Cases.Sum(c => (long)c.Cost.Disturbed);
        yield return $"spent: {suite.BuildSeconds:0} s building, {suite.SamplingSeconds:0} s sampling, of which {suite.Cases.Sum(c => c.Cost.MeasuredSeconds):0.0} s measured; "
            + $"{disturbed} of {blocks} blocks dropped as disturbed";
        if (suite.Calibration is { } calibration)
            yield return $"calibrated {calibration.Utc:u}: {calibration.FalseAlarms} false alarms in {calibration.Comparisons} comparisons of a build with its like, {CalibratedSight(suite, calibration)}";
        foreach (CaseComparison c in suite.Cases.Where(c => c.Error is not null))
            yield return $"error: {c.Name}: {c.Error}";
        foreach (CaseComparison c in suite.Cases.Where(c => c.Verdict == Verdict.Underpowered))
            yield return $"underpowered: {c.Name}: {c.Cost.Launches} launches {Sight(c.SmallestDetectable)}; raise --budget";
        foreach (CaseComparison c in suite.Cases)
        {
            if (c.Instructions is { } count)
                yield return $"instructions: {c.Name}: {count.BaseCount:0.0} -> {count.CandidateCount:0.0} ({Percent.Of(Math.Log(count.CandidateCount / count.BaseCount))}), with {count.Seen}";
            foreach (string warning in c.Warnings)
                yield return $"warning: {c.Name}: {warning}";
        }

        foreach (string warning in suite.Warnings)
            yield return $"warning: {warning}";
    }

    /// <summary>Worst first, then by the size of the effect.</summary>
    public static IEnumerable<CaseComparison> Ordered(SuiteComparison suite) =>
        suite.Cases.OrderByDescending(c => Severity(c.Verdict)).ThenByDescending(c => Math.Abs(c.Time.Effect.Estimate));

    public static void Print(SuiteComparison suite, IAnsiConsole console)
    {
        Table(Ordered(suite)).Print(console);
        foreach (string note in Notes(suite))
            console.WriteLine(note);
        console.WriteLine(Headline(suite));
    }

    private static string CalibratedSight(SuiteComparison suite, Calibration calibration)
    {
        double[] sights = [.. calibration.Cases.Where(c => c.Error is null && suite.Cases.Any(s => s.Name == c.Name)).Select(c => c.SmallestDetectable)];
        return sights.Length == 0 ? "none of these cases among them" : $"smallest effect seen in these cases {Percent.Size(sights.Min())} to {Percent.Size(sights.Max())}";
    }

    private static string Sight(double smallest) =>
        double.IsFinite(smallest) ? $"would have shown {Percent.Size(smallest)}" : "are too few for any effect";

    private static string VerdictText(CaseComparison c) =>
        c.Verdict == Verdict.Changed && c.Time.Verdict is Verdict.Slower or Verdict.Faster ? $"changed, {Name(c.Time.Verdict)}" : Name(c.Verdict);

    private static string Allocation(AllocationComparison a) =>
        a.Differs ? $"{a.BaseBytes:0.##} -> {a.CandidateBytes:0.##}" : $"{a.CandidateBytes:0.##}";

    private static string Name(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static int Severity(Verdict verdict) => Array.IndexOf(BySeverity, verdict);

    private static readonly Verdict[] BySeverity =
        [Verdict.Same, Verdict.Underpowered, Verdict.Faster, Verdict.Slower, Verdict.Changed, Verdict.Error];
}
