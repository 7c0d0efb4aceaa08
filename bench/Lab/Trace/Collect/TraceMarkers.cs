// Marks in a trace what is measured in it: provider PerfLab-Lab. Everything outside an iteration (start, warm-up, JIT,
// rundown) is left out of every answer. In PerfView the iterations are activities, so its views can be cut to them too.

using System.Diagnostics.Tracing;

namespace PerfLab.Lab.Trace.Collect;

/// <summary>Events of the traced child.</summary>
[EventSource(Name = ProviderName)]
internal sealed class TraceMarkers : EventSource
{
    public const string ProviderName = "PerfLab-Lab";

    public const int CaseId = 1;
    public const int IterationStartId = 2;
    public const int IterationStopId = 3;

    public static readonly TraceMarkers Log = new();

    private TraceMarkers()
    {
    }

    /// <summary>Which case the trace is of; once, before the first iteration.</summary>
    [Event(CaseId)]
    public void Case(string name, long sizeBytes) => WriteEvent(CaseId, name, sizeBytes);

    /// <summary>The next events of this process belong to a measured iteration on this thread.</summary>
    [Event(IterationStartId)]
    public void IterationStart(int index) => WriteEvent(IterationStartId, index);

    /// <summary>The iteration is over.</summary>
    [Event(IterationStopId)]
    public void IterationStop(int index, long operations, long nanoseconds, long allocatedBytes) =>
        WriteEvent(IterationStopId, index, operations, nanoseconds, allocatedBytes);
}
