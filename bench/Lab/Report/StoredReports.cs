// Two compared runs, series and calibrations: the tables and notes of their reports, and their JSON.

using System.Text.Json;
using System.Text.Json.Serialization;
using PerfLab.Lab.Compare;
using PerfLab.Lab.Compare.Stored;
using PerfLab.Lab.Compare.Verdicts;

namespace PerfLab.Lab.Report;

internal static class StoredReports
{
    public static ReportTable Table(IEnumerable<StoredCase> cases) => new(
        Words: 2,
        ["case", "verdict", "base ns", "candidate ns", "time", "B/op"],
        [.. cases.Select(c => c.Error is not null
            ? new[] { c.Name, "error", "", "", "", "" }
            : [c.Name, VerdictText(c), $"{c.BaseNs:0.0}", $"{c.CandidateNs:0.0}", Percent.Of(Math.Log(c.CandidateNs!.Value / c.BaseNs!.Value)), Bytes(c)])]);

    public static IEnumerable<string> Notes(StoredComparison comparison)
    {
        yield return $"time informs and does not gate: runs of other processes differ by {RunComparison.TimeFloor:0%} on shared machines; perflab ab finds less";
        foreach (StoredCase c in comparison.Cases.Where(c => c.Error is not null))
            yield return $"error: {c.Name}: {c.Error}";
        foreach (string warning in comparison.Warnings)
            yield return $"warning: {warning}";
    }

    public static string Headline(StoredComparison c) =>
        $"{c.Candidate} against {c.Base}: {c.Cases.Count} cases, {c.Cases.Count(x => x.Fails)} failing, {c.Cases.Count(x => x.Verdict is Verdict.Slower or Verdict.Faster)} remarked on";

    public static string Markdown(StoredComparison comparison)
    {
        StoredCase[] notable = [.. comparison.Cases.Where(c => c.Verdict != Verdict.Same)];
        return $"### Performance: {ReportTable.Escape(Headline(comparison))}\n\n"
            + (notable.Length > 0 ? Table(notable).Markdown() : "")
            + $"<details><summary>All {comparison.Cases.Count} cases</summary>\n\n{Table(comparison.Cases).Markdown()}"
            + string.Concat(Notes(comparison).Select(n => $"- {ReportTable.Escape(n)}\n"))
            + "\n</details>\n";
    }

    public static ReportTable Table(IReadOnlyList<CaseSeries> series) => new(
        Words: 1,
        ["case", "profile", "runs", "first ns", "last ns", "changes"],
        [.. series.Select(s => new[]
        {
            s.Case, s.Profile, $"{s.Points.Count}", $"{s.Points[0].MedianNs:0.0}", $"{s.Points[^1].MedianNs:0.0}",
            string.Join(", ", s.Changes.Select(c => $"{Percent.Of(Math.Log(c.Ratio))} at {c.Commit}")),
        })]);

    public static ReportTable Table(Calibration calibration) => new(
        Words: 1,
        ["case", "comparisons", "false alarms", "noise floor", "smallest effect seen"],
        [.. calibration.Cases.Select(c => new[]
        {
            c.Name, $"{c.Comparisons}", $"{c.FalseAlarms}", c.Error ?? Percent.Size(c.NoiseFloor), Percent.Size(c.SmallestDetectable),
        })]);

    private static string VerdictText(StoredCase c) => c.Verdict switch
    {
        Verdict.Changed => "changed",
        Verdict.Slower => "slower?",
        Verdict.Faster => "faster?",
        _ => "",
    };

    private static string Bytes(StoredCase c) =>
        c.BaseBytes == c.CandidateBytes ? $"{c.CandidateBytes:0.##}" : $"{c.BaseBytes:0.##} -> {c.CandidateBytes:0.##}";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    WriteIndented = true)]
[JsonSerializable(typeof(StoredComparison))]
[JsonSerializable(typeof(IReadOnlyList<CaseSeries>))]
[JsonSerializable(typeof(Calibration))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    public static string Write(StoredComparison value) => JsonSerializer.Serialize(value, Default.StoredComparison) + "\n";

    public static string Write(IReadOnlyList<CaseSeries> value) => JsonSerializer.Serialize(value, Default.IReadOnlyListCaseSeries) + "\n";

    public static string Write(Calibration value) => JsonSerializer.Serialize(value, Default.Calibration) + "\n";
}
