// Joins the shards of one run into the run. Every case of the profile must be there exactly once, and all shards must have
// measured the same thing; what would have to be guessed is refused.

using PerfLab.Cases;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Compare.Stored;

internal static class RunMerge
{
    /// <param name="shards">At least one run.</param>
    /// <param name="expected">All of our cases that the whole run has, in their order; peers come with them.</param>
    /// <exception cref="UserException">Mixed commits, profiles or runtimes, overlaps or gaps.</exception>
    public static RunRecord Join(IReadOnlyList<RunRecord> shards, IReadOnlyList<string> expected)
    {
        RequireSame(shards, r => r.Commit + (r.Dirty ? " with changes" : ""), "commits");
        RequireSame(shards, r => r.Profile.Name + r.Profile.Text, "profiles");
        RequireSame(shards, r => r.Machine.Runtime, "runtimes");

        CaseRecord[] cases = [.. shards.SelectMany(r => r.Cases)];
        RefuseAny(cases.CountBy(c => c.Name).Where(c => c.Value > 1).Select(c => c.Key), "The shards overlap");
        string[] ours = [.. cases.Select(c => c.Name).Where(name => !CaseName.IsPeer(name))];
        RefuseAny(expected.Except(ours), "A shard is missing: no shard has");
        RefuseAny(ours.Except(expected), "The profile and filter do not select");

        var place = expected.Index().ToDictionary(e => e.Item, e => e.Index);
        RunRecord first = shards.MinBy(r => r.Utc)!;
        return first with
        {
            Cases = [.. cases.OrderBy(c => CaseName.IsPeer(c.Name)).ThenBy(c => place.GetValueOrDefault(c.Name, int.MaxValue))],
            Warnings = [.. shards.SelectMany(r => r.Warnings).Distinct(), .. MachineWarnings(shards)],
        };
    }

    private static IEnumerable<string> MachineWarnings(IReadOnlyList<RunRecord> shards)
    {
        string[] machines = [.. shards.Select(r => $"{r.Machine.Cpu}, {r.Machine.Cores} cores, tier {r.Machine.Tier}").Distinct()];
        if (machines.Length > 1)
            yield return $"the shards ran on different machines; the run is filed under the first: {string.Join("; ", machines)}";
    }

    private static void RequireSame(IReadOnlyList<RunRecord> shards, Func<RunRecord, string> part, string what)
    {
        if (shards.FirstOrDefault(r => part(r) != part(shards[0])) is { } other)
            throw new UserException($"{shards[0].Id} and {other.Id} have different {what}; only shards of one run can be merged.");
    }

    private static void RefuseAny(IEnumerable<string> names, string what)
    {
        string[] some = [.. names.Take(NamesShown + 1)];
        if (some.Length > 0)
            throw new UserException($"{what}: {string.Join(", ", some.Take(NamesShown))}{(some.Length > NamesShown ? ", ..." : "")}.");
    }

    private const int NamesShown = 3;
}
