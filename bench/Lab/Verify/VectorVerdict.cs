namespace PerfLab.Lab.Verify;

/// <summary>What became of a case.</summary>
internal enum VectorOutcome
{
    Passed,
    Failed,

    /// <summary>The core does not take such a case, by design. Never counted as passed.</summary>
    Skipped,
}

/// <summary>The outcome and, unless it passed, why.</summary>
internal readonly record struct VectorVerdict(VectorOutcome Outcome, string Reason)
{
    public static VectorVerdict Passed => new(VectorOutcome.Passed, string.Empty);

    public static VectorVerdict Failed(string reason) => new(VectorOutcome.Failed, reason);

    public static VectorVerdict Skipped(string reason) => new(VectorOutcome.Skipped, reason);
}
