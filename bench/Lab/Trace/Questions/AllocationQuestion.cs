// What is allocated, and where? The runtime tells about one allocation in each 100 KB or so of each kind, with its stack:
// amounts are estimates. The exact bytes per operation come from the iterations themselves.

using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace PerfLab.Lab.Trace.Questions;

/// <summary>Sums allocation ticks of measured iterations by type and stack.</summary>
internal sealed class AllocationQuestion : ITraceQuestion
{
    private const int FramesShown = 3;

    private readonly Dictionary<(string Type, string Stack), long> _bytes = [];

    /// <summary>Type, innermost frames, bytes; largest first.</summary>
    public IReadOnlyList<AllocationSite> Sites =>
        [.. _bytes.OrderByDescending(site => site.Value).Select(site => new AllocationSite(site.Key.Type, site.Key.Stack, site.Value))];

    public void Listen(TraceEventDispatcher events, MeasuredWindows windows) =>
        events.Clr.GCAllocationTick += data =>
        {
            if (windows.HoldsThread(data)) Add(data);
        };

    private void Add(GCAllocationTickTraceData data)
    {
        List<string> frames = CpuQuestion.Frames(data.CallStack());
        if (frames.Count == 0) return;
        frames.Reverse();
        var site = (data.TypeName, string.Join(" < ", frames.Take(FramesShown)));
        _bytes[site] = _bytes.GetValueOrDefault(site) + data.AllocationAmount64;
    }
}

/// <summary>What was allocated where: about <paramref name="Bytes"/> bytes in all iterations.</summary>
internal sealed record AllocationSite(string Type, string Stack, long Bytes);
