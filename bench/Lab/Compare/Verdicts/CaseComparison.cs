namespace PerfLab.Lab.Compare.Verdicts;

/// <summary>One case of two builds, compared.</summary>
/// <param name="Name">The case.</param>
/// <param name="Verdict">Over all metrics.</param>
/// <param name="Time">Of time alone, with the ln effect and its interval.</param>
/// <param name="SmallestDetectable">The ln effect that 95 of 100 such comparisons would have flagged.</param>
/// <param name="BaseNs">Nanoseconds per operation, low quantile; not a number when nothing was measured.</param>
/// <param name="CandidateNs">The base's time with the estimated effect.</param>
/// <param name="Tail">The ln effect on the 99th percentile of blocks: the low quantile is blind to tails.</param>
/// <param name="Allocation">Managed bytes per operation, exact.</param>
/// <param name="Cost">What was spent.</param>
/// <param name="Error">Why the case could not be compared.</param>
/// <param name="Warnings">What a reader must know.</param>
/// <param name="Instructions">The second witness, where it was asked for.</param>
internal sealed record CaseComparison(
    string Name,
    Verdict Verdict,
    TimeVerdict Time,
    double SmallestDetectable,
    double BaseNs,
    double CandidateNs,
    Statistics.Interval Tail,
    AllocationComparison Allocation,
    SamplingCost Cost,
    string? Error,
    IReadOnlyList<string> Warnings,
    InstructionCounts? Instructions = null)
{
    /// <summary>True when the case closes a gate: slower, more allocated, or an error.</summary>
    public bool Fails => Verdict == Verdict.Error || Time.Verdict == Verdict.Slower || Allocation is { Differs: true, Grows: true };
}

/// <param name="BaseBytes">Bytes per operation of the base.</param>
/// <param name="CandidateBytes">Bytes per operation of the candidate.</param>
/// <param name="Differs">True when no launch of one had what a launch of the other had.</param>
internal readonly record struct AllocationComparison(double BaseBytes, double CandidateBytes, bool Differs)
{
    public bool Grows => CandidateBytes > BaseBytes;
}

/// <param name="Launches">Processes that counted.</param>
/// <param name="MeasuredSeconds">Time in measured blocks of both builds.</param>
/// <param name="Blocks">Blocks of both builds.</param>
/// <param name="Disturbed">Blocks dropped because their thread lost its core or waited.</param>
internal readonly record struct SamplingCost(int Launches, double MeasuredSeconds, int Blocks, int Disturbed);
