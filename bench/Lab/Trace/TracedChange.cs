using PerfLab.Lab.Run;
using PerfLab.Lab.Trace.Collect;
using PerfLab.Lab.Trace.Output;

namespace PerfLab.Lab.Trace;

/// <summary>A line under a verdict: which frames of a case grew.</summary>
internal static class TracedChange
{
    /// <summary>Traces a case of two builds, keeps both traces, and names the frames that grew most.</summary>
    public static string Explain(string name, CaseSource @base, CaseSource candidate, string folder, CancellationToken cancellation)
    {
        try
        {
            CaseAnalysis before = Trace(name, @base, Path.Combine(folder, "base"), cancellation);
            CaseAnalysis after = Trace(name, candidate, Path.Combine(folder, "candidate"), cancellation);
            return $"{TraceText.Growth(TraceDiff.Of(before, after))} (traces in {folder})";
        }
        catch (TraceFailedException e)
        {
            return $"not explained: {e.Message}";
        }
    }

    /// <summary>Traces a case of this program into a folder.</summary>
    public static CaseAnalysis Trace(string name, CaseSource? cases, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        TracePlan plan = TracePlan.For(name, Profile.Load("trace").Profile, folder, ".nettrace") with { Cases = cases };
        EventPipeRecorder.Record(plan, cancellation);
        return TraceReader.Read(plan.File);
    }
}
