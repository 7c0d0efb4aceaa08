using PerfLab.Lab.Compare.Verdicts;

namespace PerfLab.Lab.Compare;

/// <summary>Two builds compared over a suite of cases.</summary>
/// <param name="Utc">When it ended.</param>
/// <param name="Base">What the base was.</param>
/// <param name="Candidate">What the candidate was.</param>
/// <param name="Rule">The rule of all verdicts.</param>
/// <param name="Cases">All cases of either build, failed ones included.</param>
/// <param name="BuildSeconds">Spent on building.</param>
/// <param name="SamplingSeconds">Spent on launches, warm-up included.</param>
/// <param name="Warnings">What a reader must know of the whole.</param>
/// <param name="Calibration">What comparing a build with its like last said of this machine; null when nobody asked.</param>
internal sealed record SuiteComparison(
    DateTime Utc,
    ComparedBuild Base,
    ComparedBuild Candidate,
    TimeRule Rule,
    IReadOnlyList<CaseComparison> Cases,
    double BuildSeconds,
    double SamplingSeconds,
    IReadOnlyList<string> Warnings,
    Calibration? Calibration = null)
{
    /// <summary>Failed when any case fails, underpowered when any could not be told, else good.</summary>
    public int ExitCode =>
        Cases.Any(c => c.Fails) ? Lab.ExitCode.Failed
        : Cases.Any(c => c.Verdict == Verdict.Underpowered) ? Lab.ExitCode.Underpowered
        : Lab.ExitCode.Good;

    public int Count(Verdict verdict) => Cases.Count(c => c.Verdict == verdict);
}

/// <param name="Label">The ref as given with its commit, or "working tree".</param>
/// <param name="Commit">The commit, or the one that the working tree stands on.</param>
/// <param name="Tree">The id of what was built.</param>
internal sealed record ComparedBuild(string Label, string Commit, string Tree);
