// Records one case with EventPipe: Linux, macOS, Windows.
//
// Events carry stacks (1 to 5 us each), so message events are thinned out to a rate that costs the case about 1 %. The
// numbers of a traced run are never a benchmark's result.

using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using PerfLab.Sealing.Diagnostics;

namespace PerfLab.Lab.Trace.Collect;

/// <summary>Writes a .nettrace of a case.</summary>
internal static class EventPipeRecorder
{
    private const int BufferMegabytes = 256;

    /// <summary>What the runtime is asked for.</summary>
    public const ClrTraceEventParser.Keywords RuntimeKeywords =
        ClrTraceEventParser.Keywords.GC                 // at level Verbose with allocation ticks
        | ClrTraceEventParser.Keywords.Loader
        | ClrTraceEventParser.Keywords.Jit
        | ClrTraceEventParser.Keywords.NGen
        | ClrTraceEventParser.Keywords.Exception
        | ClrTraceEventParser.Keywords.Compilation;

    // Without it, events carry no activity ids.
    private const long TplActivityKeyword = 0x80;

    /// <summary>Records the case, and makes sure that the file is whole.</summary>
    /// <exception cref="TraceFailedException">The case failed, or events or iterations were lost.</exception>
    public static void Record(TracePlan plan, CancellationToken cancellation)
    {
        using var child = new ChildProcess(plan, cancellation);
        EventPipeSessionConfiguration configuration = Configure(plan.SampleEvery(child.WaitUntilReady()));
        var client = new DiagnosticsClient(child.Id);
        using (EventPipeSession session = client.StartEventPipeSession(configuration))
        {
            Task copy = Copy(session, plan.File);
            child.RunIterations();
            session.Stop();
            copy.GetAwaiter().GetResult();
        }

        Check(plan);
    }

    private static async Task Copy(EventPipeSession session, string path)
    {
        await using FileStream file = File.Create(path);
        await session.EventStream.CopyToAsync(file);
    }

    private static EventPipeSessionConfiguration Configure(int sampleEvery)
    {
        return new EventPipeSessionConfiguration(
            [
                new("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational),
                new(ClrTraceEventParser.ProviderName, EventLevel.Verbose, (long)RuntimeKeywords),
                new("System.Threading.Tasks.TplEventSource", EventLevel.Informational, TplActivityKeyword),
                new(TraceMarkers.ProviderName, EventLevel.Informational),
                new(SealEventSource.ProviderName, EventLevel.Verbose, (long)EventKeywords.All, new Dictionary<string, string>
                {
                    [SealEventSource.SampleEveryArgument] = $"{sampleEvery}",
                }),
            ],
            BufferMegabytes,
            requestRundown: true,
            requestStackwalk: true);
    }

    private static void Check(TracePlan plan)
    {
        int iterations = 0;
        using var source = new EventPipeEventSource(plan.File);
        source.Dynamic.All += data =>
        {
            if (data.ProviderName == TraceMarkers.ProviderName && (int)data.ID == TraceMarkers.IterationStopId && (int)data.PayloadValue(0) != TracedChild.Rehearsal) iterations++;
        };
        source.Process();
        if (source.EventsLost > 0) throw new TraceFailedException($"{plan.Case}: {source.EventsLost} events were lost; trace fewer iterations.");
        if (iterations != plan.Iterations) throw new TraceFailedException($"{plan.Case}: {iterations} of {plan.Iterations} iterations are in the trace.");
    }
}
