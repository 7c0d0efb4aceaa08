// Compares two builds: launches the sampler as often as the rule needs for all cases, looks, and spends what is left of
// the budget on the cases that are still undecided. Verdicts are final at the look that gave them.

using System.Diagnostics;
using PerfLab.Lab.Compare.Sampling;
using PerfLab.Lab.Compare.Verdicts;

namespace PerfLab.Lab.Compare;

/// <param name="Rule">Turns effects into verdicts.</param>
/// <param name="Budget">Wall time for sampling; the launches of a first look are cut short by it too.</param>
/// <param name="Seed">Draws orders and which build goes first.</param>
internal sealed record SessionOptions(TimeRule Rule, TimeSpan Budget, int Seed);

internal sealed class ComparisonSession
{
    private readonly string baseFolder, candidateFolder;
    private readonly SessionOptions options;
    private readonly Action<string> progress;
    private readonly Random random;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Dictionary<string, CaseTally> tallies;
    private readonly Dictionary<string, TimeVerdict> verdicts = [];
    private TimeSpan longestLaunch;
    private bool candidateFirst;
    private int launches;

    private ComparisonSession(string baseFolder, string candidateFolder, IEnumerable<string> cases, SessionOptions options, Action<string> progress)
    {
        (this.baseFolder, this.candidateFolder, this.options, this.progress) = (baseFolder, candidateFolder, options, progress);
        random = new Random(options.Seed);
        tallies = cases.ToDictionary(c => c, c => new CaseTally(c));
    }

    /// <summary>The verdict of each case, in the order given.</summary>
    /// <param name="baseFolder">Folder of the base's build.</param>
    /// <param name="candidateFolder">Folder of the candidate's build.</param>
    /// <param name="cases">Names of cases that both builds have.</param>
    /// <param name="options">The rule, the budget and the seed.</param>
    /// <param name="progress">Told what is going on, a line at a time.</param>
    /// <param name="cancel">Ends the sampler too.</param>
    public static async Task<IReadOnlyList<CaseComparison>> RunAsync(
        string baseFolder, string candidateFolder, IReadOnlyList<string> cases, SessionOptions options, Action<string> progress, CancellationToken cancel)
    {
        var session = new ComparisonSession(baseFolder, candidateFolder, cases, options, progress);
        await session.RunAsync(cancel);
        return [.. cases.Select(session.Result)];
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        int perLook = options.Rule.LaunchesFor(tallies.Count);
        for (int look = 1; look <= options.Rule.Looks && Undecided.Length > 0; look++)
        {
            // 1, 2 and 4 times the launches in all: each look has enough new ones to say something new.
            int wanted = look == 1 ? perLook : perLook << (look - 2);
            for (int i = 0; i < wanted && Undecided.Length > 0 && HasTime; i++)
                await LaunchAsync($"look {look} of at most {options.Rule.Looks}, launch {i + 1} of {wanted}", cancel);
            Look(final: look == options.Rule.Looks || !HasTime);
        }
    }

    private string[] Undecided => [.. tallies.Values.Where(t => t.Error is null && !verdicts.ContainsKey(t.Name)).Select(t => t.Name)];

    private bool HasTime => launches < FewestLaunches || clock.Elapsed + longestLaunch < options.Budget;

    private async Task LaunchAsync(string what, CancellationToken cancel)
    {
        string[] cases = Undecided;
        progress($"{what}: {cases.Length} cases");
        random.Shuffle(cases);

        // Launches come in pairs of opposite order, so that what favours the first build cancels in the mean.
        candidateFirst = launches++ % 2 == 0 ? random.Next(2) == 0 : !candidateFirst;
        var plan = new SamplerPlan(baseFolder, candidateFolder, cases, candidateFirst, random.Next(), MillisecondsPerCase);

        TimeSpan start = clock.Elapsed;
        foreach (CaseSample sample in await SamplerProcess.LaunchAsync(plan, cancel))
            tallies[sample.Case].Add(sample);
        TimeSpan took = clock.Elapsed - start;
        longestLaunch = took > longestLaunch ? took : longestLaunch;
    }

    private void Look(bool final)
    {
        CaseTally[] measured = [.. tallies.Values.Where(t => t.Error is null)];
        TimeVerdict[] now = options.Rule.Decide([.. measured.Select(t => t.Effects)]);
        foreach ((CaseTally tally, TimeVerdict verdict) in measured.Zip(now))
        {
            if (final || verdict.Verdict != Verdict.Underpowered)
                verdicts.TryAdd(tally.Name, verdict);
        }
    }

    private CaseComparison Result(string name)
    {
        CaseTally tally = tallies[name];
        return tally.Compare(verdicts.GetValueOrDefault(name, TimeVerdict.Nothing), options.Rule.SmallestDetectable(tally.Effects, tallies.Count));
    }

    private const int MillisecondsPerCase = 120;
    private const int FewestLaunches = 5;
}
