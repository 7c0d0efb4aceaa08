using System.Text.Json.Serialization;
using PerfLab.Lab.Trace.Questions;

namespace PerfLab.Lab.Trace;

/// <summary>Everything a trace says about its case. Times are those of the traced run: they explain, they are no results.</summary>
internal sealed record CaseAnalysis(
    string Case,
    string File,
    long SizeBytes,
    int Iterations,
    long Operations,
    double NsPerOperation,
    double AllocatedBytesPerOperation,
    int Samples,
    IReadOnlyList<FrameCost> Frames,
    IReadOnlyList<AllocationSite> Allocations,
    GcPauses Gc,
    IReadOnlyList<JittedMethod> Jitted,
    IReadOnlyDictionary<string, long> Exceptions,
    IReadOnlyList<MessageLatency> Latencies,
    IReadOnlyDictionary<string, long> Refused,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The stacks behind <see cref="Frames"/>.</summary>
    [JsonIgnore]
    public FrameTree Tree { get; init; } = new();
}

/// <summary>What a frame costs: its share of the samples, as nanoseconds of an operation.</summary>
/// <param name="Frame">Type and method.</param>
/// <param name="ExclusiveNs">In its own code, inlined callees included.</param>
/// <param name="InclusiveNs">With everything it calls.</param>
/// <param name="ExclusiveSamples">Samples behind <paramref name="ExclusiveNs"/>.</param>
/// <param name="InclusiveSamples">Samples behind <paramref name="InclusiveNs"/>.</param>
internal sealed record FrameCost(string Frame, double ExclusiveNs, double InclusiveNs, int ExclusiveSamples, int InclusiveSamples);
