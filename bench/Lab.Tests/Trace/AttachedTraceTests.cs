using PerfLab.Lab.Results;
using PerfLab.Lab.Tests.Support;
using PerfLab.Lab.Trace;
using PerfLab.Lab.Trace.Collect;

namespace PerfLab.Lab.Tests.Trace;

/// <summary>Traces that run --trace and ab --trace attach to what changed.</summary>
public sealed class AttachedTraceTests
{
    private const string Slower = "aead/aes-256-gcm/seal/none/64B";

    [Fact]
    public void A_case_of_two_builds_is_traced_on_both_sides_and_the_frame_that_grew_is_named()
    {
        using var directory = new TemporaryDirectory();
        string assembly = typeof(PlantedCases).Assembly.Location;
        string line = TracedChange.Explain(
            PlantedCases.Plain,
            new CaseSource(assembly, typeof(PlantedCases).FullName!),
            new CaseSource(assembly, typeof(PlantedCases.Regressed).FullName!),
            directory.FullName,
            TestContext.Current.CancellationToken);

        Assert.StartsWith("grew most: PlantedCases.PlantedSlowFrame +", line, StringComparison.Ordinal);
        foreach (string side in new[] { "base", "candidate" })
            Assert.True(File.Exists(Path.Combine(directory.FullName, side, TracePlan.FileName(PlantedCases.Plain, ".nettrace"))));
    }

    [Fact]
    public void A_run_traces_what_is_slower_than_in_the_run_before_and_nothing_else()
    {
        using var directory = new TemporaryDirectory();
        string before = Path.Combine(directory.FullName, "1-quick"), after = Path.Combine(directory.FullName, "2-quick");
        RunStore.Save(Run(DateTime.UnixEpoch, Case(Slower, 50), Case("aead/aes-256-gcm/seal/none/16B", 50)), before);
        RunRecord run = Run(DateTime.UnixEpoch.AddDays(1), Case(Slower, 100), Case("aead/aes-256-gcm/seal/none/16B", 51));
        RunStore.Save(run, after);
        var output = new StringWriter();
        RunTraces.Attach(run, after, output, TestContext.Current.CancellationToken);

        // The run before has no trace, so there is nothing that could have grown.
        string line = Assert.Single(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"{Slower}: top frames: ", line, StringComparison.Ordinal);
        Assert.Equal(TracePlan.FileName(Slower, ".nettrace"), Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(after, "traces")))));
    }

    private static CaseRecord Case(string name, double ns) =>
        new(name, 16, [ns], ns, ns - 1, ns + 1, 16 / ns, 0, null, new Dictionary<string, double>(), CaseRecord.Ok, []);

    private static RunRecord Run(DateTime utc, params CaseRecord[] cases) => new(
        RunRecord.CurrentSchema, "id", utc, "aaa", false, new("quick", "{}"),
        new("cpu", 2, 1, "os", "1", "net", "tier", new Dictionary<string, string>()), cases, []);
}
