using Microsoft.Diagnostics.Tracing;
using PerfLab.Lab.Trace.Collect;

namespace PerfLab.Lab.Trace.Questions;

/// <summary>The bookkeeping all questions share: which case it is, and whether an event belongs to a measured iteration.</summary>
internal sealed class MeasuredWindows : ITraceQuestion
{
    private readonly List<MeasuredIteration> _iterations = [];
    private int _process;
    private int _thread;
    private double _startedMilliseconds;
    private bool _open;

    /// <summary>The case, or null when nothing in the trace says.</summary>
    public string? Case { get; private set; }

    /// <summary>Payload bytes of one operation.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>The iterations seen.</summary>
    public IReadOnlyList<MeasuredIteration> Iterations => _iterations;

    /// <summary>True for an event of the case's process inside an iteration.</summary>
    public bool Holds(TraceEvent data) => _open && data.ProcessID == _process;

    /// <summary>True for an event of the thread that runs the case, inside an iteration.</summary>
    public bool HoldsThread(TraceEvent data) => _open && data.ThreadID == _thread;

    public void Listen(TraceEventDispatcher events, MeasuredWindows windows) =>
        events.Dynamic.AddCallbackForProviderEvents(
            (provider, _) => provider == TraceMarkers.ProviderName ? EventFilterResponse.AcceptEvent : EventFilterResponse.RejectProvider,
            See);

    private void See(TraceEvent data)
    {
        switch ((int)data.ID)
        {
            case TraceMarkers.CaseId:
                Case = (string)data.PayloadValue(0);
                SizeBytes = (long)data.PayloadValue(1);
                break;
            case TraceMarkers.IterationStartId when (int)data.PayloadValue(0) != TracedChild.Rehearsal:
                (_open, _process, _thread, _startedMilliseconds) = (true, data.ProcessID, data.ThreadID, data.TimeStampRelativeMSec);
                break;
            case TraceMarkers.IterationStopId when _open:
                _open = false;
                _iterations.Add(new MeasuredIteration(
                    _startedMilliseconds,
                    data.TimeStampRelativeMSec,
                    Operations: (long)data.PayloadValue(1),
                    Nanoseconds: (long)data.PayloadValue(2),
                    AllocatedBytes: (long)data.PayloadValue(3)));
                break;
        }
    }
}

/// <summary>One measured iteration: its place in the trace and what the child measured itself.</summary>
internal readonly record struct MeasuredIteration(
    double StartMilliseconds,
    double StopMilliseconds,
    long Operations,
    long Nanoseconds,
    long AllocatedBytes);
