// Traces beside a stored run: of each case that is slower or allocates otherwise than in the latest earlier run of the same
// profile, and of all cases when there is no earlier run. Runs of two processes differ by some percent on their own, so
// slower means 10 %; `ab --trace` explains smaller differences.

using PerfLab.Cases;
using PerfLab.Lab.Results;
using PerfLab.Lab.Trace.Collect;
using PerfLab.Lab.Trace.Output;

namespace PerfLab.Lab.Trace;

/// <summary>Attaches traces to a run that was just stored.</summary>
internal static class RunTraces
{
    private const double Slower = 1.10;
    private const string Folder = "traces";

    /// <summary>Traces the cases into the run's directory and prints a line for each.</summary>
    public static void Attach(RunRecord run, string directory, TextWriter output, CancellationToken cancellation)
    {
        (string Directory, RunRecord Run)? earlier = Earlier(run, Path.GetFullPath(directory));
        foreach (CaseRecord c in run.Cases.Where(c => c.Status == CaseRecord.Ok && !CaseName.IsPeer(c.Name)))
        {
            CaseRecord? before = earlier?.Run.Cases.FirstOrDefault(b => b.Name == c.Name && b.Status == CaseRecord.Ok);
            if (before is null || c.MedianNs > before.MedianNs * Slower || c.AllocatedBytes != before.AllocatedBytes)
                output.WriteLine($"{c.Name}: {Explain(c.Name, directory, earlier?.Directory, cancellation)}");
        }
    }

    private static string Explain(string name, string directory, string? earlier, CancellationToken cancellation)
    {
        try
        {
            CaseAnalysis after = TracedChange.Trace(name, cases: null, Path.Combine(directory, Folder), cancellation);
            string before = Path.Combine(earlier ?? directory, Folder, TracePlan.FileName(name, ".nettrace"));
            return earlier is not null && File.Exists(before)
                ? TraceText.Growth(TraceDiff.Of(TraceReader.Read(before), after))
                : TraceText.Top(after);
        }
        catch (TraceFailedException e)
        {
            return $"not explained: {e.Message}";
        }
    }

    private static (string Directory, RunRecord Run)? Earlier(RunRecord run, string directory)
    {
        foreach (string sibling in Directory.GetDirectories(Path.GetDirectoryName(directory)!, $"*-{run.Profile.Name}").OrderDescending(StringComparer.Ordinal))
        {
            if (sibling == directory || !File.Exists(Path.Combine(sibling, RunStore.FileName))) continue;
            RunRecord candidate = RunStore.Load(sibling);
            if (candidate.Utc < run.Utc) return (sibling, candidate);
        }

        return null;
    }
}
