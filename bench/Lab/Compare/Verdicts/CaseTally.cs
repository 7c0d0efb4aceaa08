// What all launches so far say of one case: the effects that the time rule judges, the tail beside them, and the exact
// metric, allocated bytes.

using PerfLab.Lab.Compare.Sampling;
using PerfLab.Lab.Compare.Statistics;

namespace PerfLab.Lab.Compare.Verdicts;

internal sealed class CaseTally(string name)
{
    private readonly List<LaunchEstimate> launches = [];
    private readonly List<double> baseAllocated = [], candidateAllocated = [];
    private int lost, compiled;

    public string Name { get; } = name;

    /// <summary>Why the case cannot be compared; null while it can.</summary>
    public string? Error { get; private set; }

    public IReadOnlyList<double> Effects => [.. launches.Select(l => l.Effect)];

    public void Fail(string error) => Error ??= error;

    public void Add(CaseSample sample)
    {
        if (sample.Error is not null)
        {
            Fail(sample.Error);
            return;
        }

        baseAllocated.Add((double)sample.Base.AllocatedBytes / sample.Base.AllocationOperations);
        candidateAllocated.Add((double)sample.Candidate.AllocatedBytes / sample.Candidate.AllocationOperations);
        compiled += sample.CompiledMeanwhile > 0 ? 1 : 0;
        if (LaunchEstimate.From(sample) is { } estimate)
            launches.Add(estimate);
        else
            lost++;
    }

    public CaseComparison Compare(TimeVerdict time, double smallestDetectable)
    {
        double baseNs = launches.Count == 0 ? double.NaN : Quantile.Median([.. launches.Select(l => l.BaseNs)]);
        return new CaseComparison(
            Name,
            Overall(time.Verdict),
            time,
            smallestDetectable,
            baseNs,
            baseNs * Math.Exp(time.Effect.Estimate),
            launches.Count == 0 ? TimeVerdict.Nothing.Effect : HodgesLehmann.Of([.. launches.Select(l => l.TailEffect)], TailConfidence),
            Allocation,
            new SamplingCost(launches.Count, launches.Sum(l => l.MeasuredNs) / 1e9, launches.Sum(l => l.Blocks), launches.Sum(l => l.Disturbed)),
            Error,
            [.. Warnings()]);
    }

    /// <summary>An exact difference outranks a statistical one: it is certain.</summary>
    private Verdict Overall(Verdict time) => Error is not null ? Verdict.Error : Allocation.Differs ? Verdict.Changed : time;

    /// <summary>Of all launches: builds differ when their ranges do not meet; what a pool or a cache adds now and then is in both.</summary>
    private AllocationComparison Allocation => baseAllocated.Count == 0
        ? new AllocationComparison(0, 0, Differs: false)
        : new AllocationComparison(
            baseAllocated.Min(),
            candidateAllocated.Min(),
            candidateAllocated.Min() > baseAllocated.Max() || candidateAllocated.Max() < baseAllocated.Min());

    private IEnumerable<string> Warnings()
    {
        if (lost > 0)
            yield return $"{lost} launches had too few undisturbed blocks to count";
        if (compiled > launches.Count / 4)
            yield return $"in {compiled} launches the runtime still compiled while blocks were measured";
    }

    private const double TailConfidence = 0.95;
}
