using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace PerfLab.Lab.Trace.Questions;

/// <summary>How long did garbage collections stop the process? From suspension to restart, inside measured iterations.</summary>
internal sealed class GcQuestion : ITraceQuestion
{
    private readonly List<double> _pauses = [];
    private double _suspendedAt = double.NaN;

    /// <summary>The pauses.</summary>
    public GcPauses Pauses => new(_pauses.Count, _pauses.Sum(), _pauses.DefaultIfEmpty().Max());

    public void Listen(TraceEventDispatcher events, MeasuredWindows windows)
    {
        // The sampler suspends the process too, for other reasons.
        events.Clr.GCSuspendEEStart += data =>
        {
            bool forGc = data.Reason is GCSuspendEEReason.SuspendForGC or GCSuspendEEReason.SuspendForGCPrep;
            _suspendedAt = forGc && windows.Holds(data) ? data.TimeStampRelativeMSec : double.NaN;
        };
        events.Clr.GCRestartEEStop += data =>
        {
            if (!double.IsNaN(_suspendedAt)) _pauses.Add(data.TimeStampRelativeMSec - _suspendedAt);
            _suspendedAt = double.NaN;
        };
    }
}

/// <summary>Pauses of the garbage collector.</summary>
internal sealed record GcPauses(int Count, double TotalMilliseconds, double LongestMilliseconds);
