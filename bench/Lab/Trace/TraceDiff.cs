// What changed between two traces of a case. A frame's time is an estimate from counted samples, so a difference counts
// only when it is beyond sampling noise: 3 standard errors of the binomial shares.

namespace PerfLab.Lab.Trace;

/// <summary>The difference of two traces of one case, in rows, largest first within a kind.</summary>
internal sealed record TraceDiff(string Case, double BaseNs, double CandidateNs, IReadOnlyList<TraceChange> Changes, IReadOnlyList<string> Warnings)
{
    private const double StandardErrors = 3;

    /// <summary>Compares two traces of one case.</summary>
    public static TraceDiff Of(CaseAnalysis @base, CaseAnalysis candidate) => new(
        candidate.Case,
        @base.NsPerOperation,
        candidate.NsPerOperation,
        [.. FrameChanges(@base, candidate),
         .. LargestFirst(AllocationChanges(@base, candidate)),
         .. LargestFirst(LatencyChanges(@base, candidate)),
         .. LargestFirst(CountChanges(@base, candidate))],
        [.. @base.Warnings.Select(w => $"base: {w}"), .. candidate.Warnings.Select(w => $"candidate: {w}")]);

    /// <summary>The frames whose own time changed, largest change first.</summary>
    public IEnumerable<TraceChange> Frames => Changes.Where(c => c.Kind == TraceChangeKind.Time);

    private static IEnumerable<TraceChange> FrameChanges(CaseAnalysis @base, CaseAnalysis candidate)
    {
        Dictionary<string, FrameCost> before = @base.Frames.ToDictionary(f => f.Frame);
        Dictionary<string, FrameCost> after = candidate.Frames.ToDictionary(f => f.Frame);
        return LargestFirst(before.Keys.Union(after.Keys).Select(frame =>
        {
            FrameCost? b = before.GetValueOrDefault(frame), c = after.GetValueOrDefault(frame);
            double noise = StandardErrors * Math.Sqrt(Variance(b, @base) + Variance(c, candidate));
            return new TraceChange(TraceChangeKind.Time, frame, "ns/op", b?.ExclusiveNs ?? 0, c?.ExclusiveNs ?? 0, noise);
        }));
    }

    // Of the estimate share * ns, with at least one sample assumed so that a frame nobody saw is not known exactly.
    private static double Variance(FrameCost? frame, CaseAnalysis analysis)
    {
        double samples = Math.Max(1, analysis.Samples);
        double share = Math.Max(1, frame?.ExclusiveSamples ?? 0) / samples;
        return share * (1 - share) / samples * analysis.NsPerOperation * analysis.NsPerOperation;
    }

    private static IEnumerable<TraceChange> AllocationChanges(CaseAnalysis @base, CaseAnalysis candidate)
    {
        yield return new(TraceChangeKind.Allocation, "all types", "B/op", @base.AllocatedBytesPerOperation, candidate.AllocatedBytesPerOperation, 0);
        ILookup<string, double> before = ByType(@base), after = ByType(candidate);
        foreach (string type in before.Select(g => g.Key).Union(after.Select(g => g.Key)))
            yield return new(TraceChangeKind.Allocation, type, "B/op", before[type].Sum(), after[type].Sum(), 0);
    }

    private static ILookup<string, double> ByType(CaseAnalysis analysis) =>
        analysis.Allocations.ToLookup(site => site.Type, site => (double)site.Bytes / analysis.Operations);

    private static IEnumerable<TraceChange> LatencyChanges(CaseAnalysis @base, CaseAnalysis candidate) =>
        from b in @base.Latencies
        join c in candidate.Latencies on b.Event equals c.Event
        from change in new TraceChange[]
        {
            new(TraceChangeKind.Latency, $"{b.Event} p50", "ns", b.P50, c.P50, 0),
            new(TraceChangeKind.Latency, $"{b.Event} p99", "ns", b.P99, c.P99, 0),
        }
        select change;

    private static IEnumerable<TraceChange> CountChanges(CaseAnalysis @base, CaseAnalysis candidate)
    {
        yield return new(TraceChangeKind.Count, "GC pauses", "ms", @base.Gc.TotalMilliseconds, candidate.Gc.TotalMilliseconds, 0);
        yield return new(TraceChangeKind.Count, "methods jitted", "", @base.Jitted.Count, candidate.Jitted.Count, 0);
        foreach (string type in @base.Exceptions.Keys.Union(candidate.Exceptions.Keys))
            yield return new(TraceChangeKind.Count, type, "thrown", @base.Exceptions.GetValueOrDefault(type), candidate.Exceptions.GetValueOrDefault(type), 0);
        foreach (string refusal in @base.Refused.Keys.Union(candidate.Refused.Keys))
            yield return new(TraceChangeKind.Count, refusal, "refused", @base.Refused.GetValueOrDefault(refusal), candidate.Refused.GetValueOrDefault(refusal), 0);
    }

    private static IEnumerable<TraceChange> LargestFirst(IEnumerable<TraceChange> changes) =>
        changes.Where(c => Math.Abs(c.Difference) > c.Noise)
            .OrderByDescending(c => Math.Abs(c.Difference))
            .ThenBy(c => c.What, StringComparer.Ordinal);
}

/// <summary>One row of a difference.</summary>
/// <param name="Kind">Of what kind.</param>
/// <param name="What">Frame, type, event or status.</param>
/// <param name="Unit">Of the two values.</param>
/// <param name="Base">Before.</param>
/// <param name="Candidate">After.</param>
/// <param name="Noise">Differences up to this are not told.</param>
internal sealed record TraceChange(TraceChangeKind Kind, string What, string Unit, double Base, double Candidate, double Noise)
{
    public double Difference => Candidate - Base;
}

/// <summary>Kinds of rows, in the order in which they are printed.</summary>
internal enum TraceChangeKind
{
    /// <summary>A frame's own time per operation.</summary>
    Time,

    /// <summary>Bytes per operation.</summary>
    Allocation,

    /// <summary>Latency of single messages.</summary>
    Latency,

    /// <summary>Pauses, compilations, exceptions, refusals.</summary>
    Count,
}
