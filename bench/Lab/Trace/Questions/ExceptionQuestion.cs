using Microsoft.Diagnostics.Tracing;

namespace PerfLab.Lab.Trace.Questions;

/// <summary>Which exceptions were thrown inside measured iterations?</summary>
internal sealed class ExceptionQuestion : ITraceQuestion
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts by type.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Listen(TraceEventDispatcher events, MeasuredWindows windows) =>
        events.Clr.ExceptionStart += data =>
        {
            if (windows.Holds(data)) _counts[data.ExceptionType] = _counts.GetValueOrDefault(data.ExceptionType) + 1;
        };
}
