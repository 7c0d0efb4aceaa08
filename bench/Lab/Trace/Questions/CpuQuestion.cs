// Where does the time go? Stacks of the thread that runs the case, about one per millisecond: the runtime's sampler in a
// .nettrace, the kernel's profile interrupt in an .etl.
//
// The runtime's sampler stops the thread where it is, or, before its signal arrives, at the next poll of the runtime
// (behind a clock read, for example). A sample at a poll says nothing about where the time went; those are left out.

using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.EventPipe;
using PerfLab.Lab.Trace.Collect;

namespace PerfLab.Lab.Trace.Questions;

/// <summary>Collects CPU samples of measured iterations.</summary>
internal sealed class CpuQuestion : ITraceQuestion
{
    private const string RuntimePoll = "Thread.<PollGC>";

    /// <summary>The stacks.</summary>
    public FrameTree Tree { get; } = new();

    /// <summary>Samples at a poll, which are in no tree.</summary>
    public int AtPolls { get; private set; }

    public void Listen(TraceEventDispatcher events, MeasuredWindows windows)
    {
        new SampleProfilerTraceEventParser(events).ThreadSample += See;
        events.Kernel.PerfInfoSample += See;

        void See(TraceEvent data)
        {
            if (windows.HoldsThread(data)) Add(data.TimeStampRelativeMSec, Frames(data.CallStack()));
        }
    }

    private void Add(double milliseconds, List<string> frames)
    {
        if (frames is [.., var innermost] && innermost.StartsWith(RuntimePoll, StringComparison.Ordinal)) AtPolls++;
        else if (frames.Count > 0) Tree.Add(milliseconds, frames);
    }

    /// <summary>The frames of a stack, outermost first, from below the case's root on; none for a stack of the harness.</summary>
    public static List<string> Frames(TraceCallStack? innermost)
    {
        var frames = new List<string>();
        for (TraceCallStack? frame = innermost; frame is not null; frame = frame.Caller)
        {
            string name = FrameName.Of(frame.CodeAddress);
            if (name == TracedChild.CaseRootMethod)
            {
                frames.Reverse();
                return frames;
            }

            frames.Add(name);
        }

        return [];
    }
}
