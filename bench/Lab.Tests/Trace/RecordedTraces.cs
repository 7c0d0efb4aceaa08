using PerfLab.Lab.Tests.Support;
using PerfLab.Lab.Trace.Collect;

namespace PerfLab.Lab.Tests.Trace;

/// <summary>Small traces, recorded once for all tests that read traces.</summary>
public sealed class RecordedTraces : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public RecordedTraces()
    {
        Plain = Record(PlantedCases.Plain);
        Slow = Record(PlantedCases.Slow);
        Messy = Record(PlantedCases.Messy);
        Sealing = Record(SealingCase);
    }

    public const string SealingCase = "aead/aes-256-gcm/seal/ordered/1KiB";

    public string Plain { get; }

    public string Slow { get; }

    public string Messy { get; }

    public string Sealing { get; }

    public void Dispose() => _directory.Dispose();

    private string Record(string name)
    {
        CaseSource? planted = name == SealingCase ? null : new CaseSource(typeof(PlantedCases).Assembly.Location, typeof(PlantedCases).FullName!);
        var plan = new TracePlan(
            name,
            Path.Combine(_directory.FullName, TracePlan.FileName(name, ".nettrace")),
            planted,
            Iterations: 3,
            IterationMilliseconds: 100,
            Timeout: TimeSpan.FromMinutes(2));
        EventPipeRecorder.Record(plan, TestContext.Current.CancellationToken);
        return plan.File;
    }
}
