// `ab` and `calibrate` without their command lines: states of the repository in, a compared suite out.

using System.Diagnostics;
using PerfLab.Lab.Compare.Builds;
using PerfLab.Lab.Compare.Sampling;
using PerfLab.Lab.Compare.Verdicts;

namespace PerfLab.Lab.Compare;

/// <param name="Repository">The root of the working tree.</param>
/// <param name="BaseRef">Branch, tag or commit; null is the working tree.</param>
/// <param name="CandidateRef">The same for the candidate.</param>
/// <param name="Selects">Which case names take part.</param>
/// <param name="BudgetFor">Wall time for sampling so many cases.</param>
/// <param name="Rule">Turns effects into verdicts.</param>
/// <param name="AllowUnpaired">A case that only one build has is a warning and not an error.</param>
/// <param name="Twin">Builds the candidate again even when it is the base: a comparison of a build with its like.</param>
internal sealed record RefComparisonRequest(
    string Repository,
    string? BaseRef,
    string? CandidateRef,
    Func<string, bool> Selects,
    Func<int, TimeSpan> BudgetFor,
    TimeRule Rule,
    bool AllowUnpaired = false,
    bool Twin = false);

/// <param name="Base">What the base is.</param>
/// <param name="Candidate">What the candidate is.</param>
/// <param name="BaseFolder">Folder with the base's assemblies.</param>
/// <param name="CandidateFolder">Folder with the candidate's.</param>
/// <param name="Paired">Cases that both have.</param>
/// <param name="Unpaired">Cases that one has, and why they cannot be compared.</param>
/// <param name="BuildSeconds">Time it took.</param>
internal sealed record BuiltPair(
    ComparedBuild Base, ComparedBuild Candidate, string BaseFolder, string CandidateFolder,
    IReadOnlyList<string> Paired, IReadOnlyDictionary<string, string> Unpaired, double BuildSeconds);

internal static class RefComparison
{
    /// <summary>Builds both sides, or finds them built, and pairs their cases.</summary>
    /// <exception cref="UserException">A ref is unknown or does not build, or no case is selected.</exception>
    public static async Task<BuiltPair> BuildAsync(RefComparisonRequest request, Action<string> progress, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        GitTree ofBase = await TreeAsync(request.Repository, request.BaseRef, cancel);
        GitTree ofCandidate = await TreeAsync(request.Repository, request.CandidateRef, cancel);
        var builder = new RefBuilder(request.Repository);
        progress($"building base {ofBase.Label}");
        string baseFolder = await builder.BuildAsync("base", ofBase, "", cancel);
        progress($"building candidate {ofCandidate.Label}");
        string candidateFolder = await builder.BuildAsync("candidate", ofCandidate, request.Twin ? TwinSuffix : "", cancel);

        string[] baseNames = Names("base", baseFolder, request), candidateNames = Names("candidate", candidateFolder, request);
        if (baseNames.Length + candidateNames.Length == 0)
            throw new UserException("No case of either build is selected; 'perflab list' shows the names for --filter.");

        return new BuiltPair(
            Describe(ofBase), Describe(ofCandidate), baseFolder, candidateFolder,
            [.. baseNames.Intersect(candidateNames)],
            baseNames.Except(candidateNames).ToDictionary(n => n, _ => "missing: the candidate has no case of this name")
                .Concat(candidateNames.Except(baseNames).ToDictionary(n => n, _ => "new: the base has no case of this name"))
                .ToDictionary(),
            clock.Elapsed.TotalSeconds);
    }

    /// <summary>Samples the built pair and gives every case its verdict.</summary>
    public static async Task<SuiteComparison> CompareAsync(
        BuiltPair pair, RefComparisonRequest request, int seed, Action<string> progress, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var options = new SessionOptions(request.Rule, request.BudgetFor(pair.Paired.Count), seed);
        IReadOnlyList<CaseComparison> compared = await ComparisonSession.RunAsync(
            pair.BaseFolder, pair.CandidateFolder, pair.Paired, options, progress, cancel);
        CaseComparison[] unpaired = request.AllowUnpaired ? [] : [.. pair.Unpaired.Select(u => Unpaired(u.Key, u.Value))];
        return new SuiteComparison(
            DateTime.UtcNow, pair.Base, pair.Candidate, request.Rule, [.. compared, .. unpaired],
            pair.BuildSeconds, clock.Elapsed.TotalSeconds, [.. Warnings(pair, request)]);
    }

    /// <summary>The suite with instructions counted for every case that could be compared.</summary>
    public static async Task<SuiteComparison> WithInstructionsAsync(
        SuiteComparison suite, BuiltPair pair, Action<string> progress, CancellationToken cancel)
    {
        var counted = new List<CaseComparison>();
        foreach (CaseComparison c in suite.Cases)
        {
            progress($"counting instructions of {c.Name}");
            counted.Add(c.Error is not null ? c : c with
            {
                Instructions = await InstructionWitness.CountAsync(c.Name, c.BaseNs, pair.BaseFolder, pair.CandidateFolder, cancel),
            });
        }

        return suite with { Cases = counted };
    }

    private static IEnumerable<string> Warnings(BuiltPair pair, RefComparisonRequest request)
    {
        if (!ThreadClock.IsAvailable)
            yield return "this system does not tell which blocks were disturbed by other work; all are counted";
        if (pair.BaseFolder == pair.CandidateFolder)
            yield return "base and candidate have the same content";
        if (request.AllowUnpaired && pair.Unpaired.Count > 0)
            yield return $"not compared, since only one side has them: {string.Join(", ", pair.Unpaired.Keys)}";
    }

    private static CaseComparison Unpaired(string name, string reason)
    {
        var tally = new CaseTally(name);
        tally.Fail(reason);
        return tally.Compare(TimeVerdict.Nothing, double.PositiveInfinity);
    }

    private static Task<GitTree> TreeAsync(string repository, string? reference, CancellationToken cancel) =>
        reference is null ? GitTree.OfWorkingTreeAsync(repository, cancel) : GitTree.OfRefAsync(repository, reference, cancel);

    private static string[] Names(string side, string folder, RefComparisonRequest request) =>
        [.. CaseBuild.Load(side, folder).Names().Where(request.Selects)];

    private static ComparedBuild Describe(GitTree tree) => new(tree.Label, tree.Commit, tree.Tree);

    private const string TwinSuffix = "-twin";
}
