// Compares two stored runs. Allocated bytes are exact and gate. Time informs: on a shared machine the same code measured in
// another process, minutes later, differs by ten percent and more, so a difference is only remarked on when the intervals
// of the medians are apart and the medians differ by that much; `ab` is what finds less.

using System.Text.Json.Serialization;
using PerfLab.Lab.Compare.Verdicts;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Compare.Stored;

/// <param name="Name">The case.</param>
/// <param name="Verdict">Changed, Error, or of time: Slower and Faster only inform, Same means no difference shown.</param>
/// <param name="BaseNs">Median of the base.</param>
/// <param name="CandidateNs">Median of the candidate.</param>
/// <param name="BaseBytes">Allocated bytes per operation of the base.</param>
/// <param name="CandidateBytes">Allocated bytes per operation of the candidate.</param>
/// <param name="Error">Why the case could not be compared.</param>
internal sealed record StoredCase(
    string Name, Verdict Verdict, double? BaseNs, double? CandidateNs, double? BaseBytes, double? CandidateBytes, string? Error)
{
    /// <summary>True when the case closes the gate.</summary>
    public bool Fails => Verdict == Verdict.Error || CandidateBytes > BaseBytes;
}

/// <param name="Base">Id of the base run.</param>
/// <param name="Candidate">Id of the candidate run.</param>
/// <param name="Cases">All cases of either.</param>
/// <param name="Warnings">What a reader must know.</param>
internal sealed record StoredComparison(string Base, string Candidate, IReadOnlyList<StoredCase> Cases, IReadOnlyList<string> Warnings)
{
    [JsonIgnore]
    public int ExitCode => Cases.Any(c => c.Fails) ? Lab.ExitCode.Failed : Lab.ExitCode.Good;
}

internal static class RunComparison
{
    /// <summary>Smallest relative difference of medians that is remarked on.</summary>
    public const double TimeFloor = 0.10;

    /// <exception cref="UserException">Different machines or profiles, and that is not allowed.</exception>
    public static StoredComparison Compare(RunRecord ofBase, RunRecord candidate, bool allowDifferent)
    {
        string[] differences = [.. Differences(ofBase, candidate)];
        if (differences.Length > 0 && !allowDifferent)
            throw new UserException($"{ofBase.Id} and {candidate.Id} are not comparable: {string.Join("; ", differences)}. --allow-different compares them with a warning.");

        var bases = ofBase.Cases.ToDictionary(c => c.Name);
        var candidates = candidate.Cases.ToDictionary(c => c.Name);
        return new StoredComparison(
            ofBase.Id, candidate.Id,
            [.. bases.Keys.Union(candidates.Keys).Select(name => Case(name, bases.GetValueOrDefault(name), candidates.GetValueOrDefault(name)))],
            differences);
    }

    private static IEnumerable<string> Differences(RunRecord a, RunRecord b)
    {
        if ((a.Machine.Cpu, a.Machine.Cores) != (b.Machine.Cpu, b.Machine.Cores))
            yield return $"different machines ({a.Machine.Cpu}, {a.Machine.Cores} cores; {b.Machine.Cpu}, {b.Machine.Cores} cores)";
        if (a.Machine.Runtime != b.Machine.Runtime)
            yield return $"different runtimes ({a.Machine.Runtime}; {b.Machine.Runtime})";
        if (a.Machine.Tier != b.Machine.Tier)
            yield return $"different tiers ({a.Machine.Tier}; {b.Machine.Tier})";
        if (a.Profile != b.Profile)
            yield return $"different profiles ({a.Profile.Name}; {b.Profile.Name}{(a.Profile.Name == b.Profile.Name ? ", of other content" : "")})";
    }

    private static StoredCase Case(string name, CaseRecord? ofBase, CaseRecord? candidate)
    {
        string? error = (ofBase, candidate) switch
        {
            (null, _) => "new: the base has no case of this name",
            (_, null) => "missing: the candidate has no case of this name",
            _ when ofBase.MedianNs is null => $"failed in the base: {string.Join("; ", ofBase.Warnings)}",
            _ when candidate.MedianNs is null => $"failed in the candidate: {string.Join("; ", candidate.Warnings)}",
            _ => null,
        };
        Verdict verdict = error is not null ? Verdict.Error
            : ofBase!.AllocatedBytes != candidate!.AllocatedBytes ? Verdict.Changed
            : TimeVerdict(ofBase, candidate);
        return new StoredCase(name, verdict, ofBase?.MedianNs, candidate?.MedianNs, ofBase?.AllocatedBytes, candidate?.AllocatedBytes, error);
    }

    private static Verdict TimeVerdict(CaseRecord ofBase, CaseRecord candidate) =>
        candidate.LowNs > ofBase.HighNs && candidate.MedianNs > ofBase.MedianNs * (1 + TimeFloor) ? Verdict.Slower
        : ofBase.LowNs > candidate.HighNs && ofBase.MedianNs > candidate.MedianNs * (1 + TimeFloor) ? Verdict.Faster
        : Verdict.Same;
}
