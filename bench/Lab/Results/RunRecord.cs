// The stored form of a run: run.json, schemaVersion 1. Names and order here are the schema; RunSchemaTests pins them.

namespace PerfLab.Lab.Results;

/// <summary>One run of one profile on one machine.</summary>
public sealed record RunRecord(
    int SchemaVersion,
    string Id,
    DateTime Utc,
    string Commit,
    bool Dirty,
    ProfileRecord Profile,
    MachineRecord Machine,
    IReadOnlyList<CaseRecord> Cases,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The schema that this build writes and reads.</summary>
    public const int CurrentSchema = 1;
}

/// <summary>The profile of a run and its text, so that the run can be repeated after the file has changed.</summary>
public sealed record ProfileRecord(string Name, string Text);

/// <summary>What a measurement depends on. <c>Settings</c> holds what was found set: environment variables of the runtime,
/// governor, virtualisation.</summary>
public sealed record MachineRecord(
    string Cpu,
    int Cores,
    long MemoryBytes,
    string Os,
    string Kernel,
    string Runtime,
    string Tier,
    IReadOnlyDictionary<string, string> Settings);

/// <summary>What was measured of one case. Times are nanoseconds per operation (per message for batches).</summary>
/// <param name="Name">The case.</param>
/// <param name="SizeBytes">Payload bytes of one operation.</param>
/// <param name="SamplesNs">Every sample, launch after launch, each launch giving equally many.</param>
/// <param name="MedianNs">The median of the launches' medians.</param>
/// <param name="LowNs">Lower end of the 95 % confidence interval of the median.</param>
/// <param name="HighNs">Upper end.</param>
/// <param name="GbPerSecond">Payload bytes per nanosecond; GB = 10^9 bytes.</param>
/// <param name="AllocatedBytes">Managed bytes per operation, counted exactly.</param>
/// <param name="CodeBytes">Machine code of the operation, where it was asked for.</param>
/// <param name="PeerRatios">For each peer in the run, its median over ours: above 1 we are faster.</param>
/// <param name="Status">"ok" or "failed".</param>
/// <param name="Warnings">What a reader must know; for a failed case, why.</param>
public sealed record CaseRecord(
    string Name,
    long SizeBytes,
    IReadOnlyList<double> SamplesNs,
    double? MedianNs,
    double? LowNs,
    double? HighNs,
    double? GbPerSecond,
    double? AllocatedBytes,
    int? CodeBytes,
    IReadOnlyDictionary<string, double> PeerRatios,
    string Status,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The status of a case that was measured.</summary>
    public const string Ok = "ok";

    /// <summary>The status of a case that threw, crashed or ran out of time.</summary>
    public const string Failed = "failed";

    /// <summary>A case that could not be measured.</summary>
    public static CaseRecord Failure(string name, long sizeBytes, string reason) =>
        new(name, sizeBytes, [], null, null, null, null, null, null, new Dictionary<string, double>(), Failed, [reason]);
}
