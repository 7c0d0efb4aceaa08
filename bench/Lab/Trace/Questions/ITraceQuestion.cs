using Microsoft.Diagnostics.Tracing;

namespace PerfLab.Lab.Trace.Questions;

/// <summary>One question asked of a trace. It listens to the events it needs and keeps those that are measured.</summary>
internal interface ITraceQuestion
{
    /// <summary>Subscribes, before the events come by in the order of their time.</summary>
    void Listen(TraceEventDispatcher events, MeasuredWindows windows);
}
