// Records one case with ETW: Windows, elevated. Two sessions as ETW wants them: the kernel's (CPU samples with stacks, image
// loads) and one of the runtime's and our own providers; TraceEvent merges them into one .etl with symbols' identities.
// Never run on the machines this was written on, which are Linux.

using System.Runtime.Versioning;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;
using Microsoft.Diagnostics.Tracing.Session;
using PerfLab.Sealing.Diagnostics;

namespace PerfLab.Lab.Trace.Collect;

/// <summary>Writes an .etl of a case.</summary>
[SupportedOSPlatform("windows")]
internal static class EtwRecorder
{
    private const int BufferMegabytes = 256;

    private const KernelTraceEventParser.Keywords KernelKeywords =
        KernelTraceEventParser.Keywords.Profile
        | KernelTraceEventParser.Keywords.ImageLoad
        | KernelTraceEventParser.Keywords.Process
        | KernelTraceEventParser.Keywords.Thread;

    /// <summary>Records the case, and makes sure that no event was lost.</summary>
    /// <exception cref="UserException">The process is not elevated.</exception>
    /// <exception cref="TraceFailedException">The case failed, or events were lost.</exception>
    public static void Record(TracePlan plan, CancellationToken cancellation)
    {
        if (TraceEventSession.IsElevated() != true)
            throw new UserException("--etw needs an elevated prompt (Run as administrator); without it EventPipe records a .nettrace.");

        string kernelFile = Path.ChangeExtension(plan.File, ".kernel.etl"), userFile = Path.ChangeExtension(plan.File, ".user.etl");
        using var child = new ChildProcess(plan, cancellation);
        int sampleEvery = plan.SampleEvery(child.WaitUntilReady());
        using (var kernel = new TraceEventSession(KernelTraceEventParser.KernelSessionName, kernelFile) { BufferSizeMB = BufferMegabytes })
        using (var user = new TraceEventSession("PerfLab", userFile) { BufferSizeMB = BufferMegabytes })
        {
            kernel.EnableKernelProvider(KernelKeywords, KernelTraceEventParser.Keywords.Profile);
            user.EnableProvider(ClrTraceEventParser.ProviderGuid, TraceEventLevel.Verbose, (ulong)EventPipeRecorder.RuntimeKeywords);
            Enable(user, TraceMarkers.ProviderName, TraceEventLevel.Informational);
            Enable(user, SealEventSource.ProviderName, TraceEventLevel.Verbose, sampleEvery);
            child.RunIterations();

            // The child's methods are known by name only when it is asked for them before it ends.
            user.EnableProvider(ClrRundownTraceEventParser.ProviderGuid, TraceEventLevel.Verbose, (ulong)ClrRundownTraceEventParser.Keywords.Default);
            Thread.Sleep(millisecondsTimeout: 1000);
            if (kernel.EventsLost + user.EventsLost > 0)
                throw new TraceFailedException($"{plan.Case}: {kernel.EventsLost + user.EventsLost} events were lost; trace fewer iterations.");
        }

        TraceEventSession.Merge([kernelFile, userFile], plan.File);
        File.Delete(kernelFile);
        File.Delete(userFile);
    }

    private static void Enable(TraceEventSession session, string provider, TraceEventLevel level, int sampleEvery = 1)
    {
        var options = new TraceEventProviderOptions(SealEventSource.SampleEveryArgument, $"{sampleEvery}");
        session.EnableProvider(TraceEventProviders.GetEventSourceGuidFromName(provider), level, ulong.MaxValue, options);
    }
}
