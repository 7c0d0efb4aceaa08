using Microsoft.Diagnostics.Tracing;

namespace PerfLab.Lab.Trace.Questions;

/// <summary>What was compiled inside measured iterations? Anything means that they were not steady state.</summary>
internal sealed class JitQuestion : ITraceQuestion
{
    private readonly List<JittedMethod> _methods = [];

    /// <summary>Methods with new code, in the order of their time.</summary>
    public IReadOnlyList<JittedMethod> Methods => _methods;

    public void Listen(TraceEventDispatcher events, MeasuredWindows windows) =>
        events.Clr.MethodLoadVerbose += data =>
        {
            if (windows.Holds(data))
                _methods.Add(new JittedMethod(FrameName.Short($"{data.MethodNamespace}.{data.MethodName}"), data.OptimizationTier.ToString()));
        };
}

/// <summary>A method that got code of a tier.</summary>
internal sealed record JittedMethod(string Method, string Tier);
