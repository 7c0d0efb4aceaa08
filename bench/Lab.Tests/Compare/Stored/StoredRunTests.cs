using PerfLab.Lab.Compare.Stored;
using PerfLab.Lab.Compare.Verdicts;
using PerfLab.Lab.Report;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Tests.Compare.Stored;

public class StoredRunTests
{
    private static readonly string[] Two = ["aead/x/seal/none/16B", "aead/x/seal/none/64B"];

    [Fact]
    public void Shards_join_in_the_order_of_the_whole_run()
    {
        RunRecord run = RunMerge.Join([Run([Case(Two[1])]), Run([Case(Two[0]), Case("peer/p/x/seal/none/16B")])], Two);
        Assert.Equal([Two[0], Two[1], "peer/p/x/seal/none/16B"], run.Cases.Select(c => c.Name));
    }

    [Fact]
    public void Overlaps_gaps_strangers_and_mixed_commits_are_refused()
    {
        Refused("overlap", Run([Case(Two[0]), Case(Two[1])]), Run([Case(Two[1])]));
        Refused("A shard is missing", Run([Case(Two[0])]));
        Refused("do not select", Run([Case(Two[0]), Case(Two[1]), Case("aead/x/seal/none/1KiB")]));
        Refused("different commits", Run([Case(Two[0])]), Run([Case(Two[1])]) with { Commit = "bbb" });
        Refused("different commits", Run([Case(Two[0])]), Run([Case(Two[1])]) with { Dirty = true });
        Refused("different profiles", Run([Case(Two[0])]), Run([Case(Two[1])]) with { Profile = new("full", "{}") });

        static void Refused(string why, params RunRecord[] shards) =>
            Assert.Contains(why, Assert.Throws<UserException>(() => RunMerge.Join(shards, Two)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_byte_more_fails_and_a_tenth_more_time_only_informs()
    {
        RunRecord ofBase = Run([Case("a"), Case("b"), Case("c"), Case("d")]);
        RunRecord candidate = Run([Case("a", bytes: 1), Case("b", ns: 112), Case("c", ns: 108), Case("d", ns: 80)]);
        StoredComparison comparison = RunComparison.Compare(ofBase, candidate, allowDifferent: false);
        Assert.Equal([Verdict.Changed, Verdict.Slower, Verdict.Same, Verdict.Faster], comparison.Cases.Select(c => c.Verdict));
        Assert.Equal([true, false, false, false], comparison.Cases.Select(c => c.Fails));
        Assert.Equal(ExitCode.Failed, comparison.ExitCode);
        Assert.Contains("| a | changed |", StoredReports.Markdown(comparison), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_new_and_failed_cases_are_errors()
    {
        StoredComparison comparison = RunComparison.Compare(
            Run([Case("gone"), Case("broken")]), Run([Case("new"), CaseRecord.Failure("broken", 1, "it threw")]), allowDifferent: false);
        Assert.All(comparison.Cases, c => Assert.Equal(Verdict.Error, c.Verdict));
        Assert.Equal(3, comparison.Cases.Count);
        Assert.Equal(ExitCode.Failed, comparison.ExitCode);
        Assert.Contains(StoredReports.Notes(comparison), n => n.Contains("it threw", StringComparison.Ordinal));
    }

    [Fact]
    public void Other_machines_need_leave_and_then_carry_a_warning()
    {
        RunRecord here = Run([Case("a")]), there = here with { Machine = here.Machine with { Cpu = "another" } };
        Assert.Contains("different machines", Assert.Throws<UserException>(() => RunComparison.Compare(here, there, allowDifferent: false)).Message, StringComparison.Ordinal);
        Assert.Contains("another", Assert.Single(RunComparison.Compare(here, there, allowDifferent: true).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void History_names_the_commit_of_a_step()
    {
        RunRecord[] runs = [.. Enumerable.Range(0, 24).Select(i =>
            Run([Case("a", ns: (i < 14 ? 100 : 105) + (i % 3 * 0.2)), Case("b", ns: 100 + (i * 7 % 5 * 0.2))]) with { Id = $"r{i}", Commit = $"c{i}", Utc = new DateTime(2026, 1, 1 + i) })];
        var series = RunHistory.Of(runs.Reverse(), _ => true);
        SeriesChange change = Assert.Single(series.Single(s => s.Case == "a").Changes);
        Assert.Equal("c14", change.Commit);
        Assert.InRange(change.Ratio, 1.045, 1.055);
        Assert.Empty(series.Single(s => s.Case == "b").Changes);
    }

    private static CaseRecord Case(string name, double ns = 100, double bytes = 0) =>
        new(name, 16, [ns], ns, ns - 1, ns + 1, 16 / ns, bytes, null, new Dictionary<string, double>(), CaseRecord.Ok, []);

    private static RunRecord Run(CaseRecord[] cases) => new(
        RunRecord.CurrentSchema, "id", DateTime.UnixEpoch, "aaa", false, new("quick", "{}"),
        new("cpu", 2, 1, "os", "1", "net", "tier", new Dictionary<string, string>()), cases, []);
}
