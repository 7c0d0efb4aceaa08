using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using PerfLab.Sealing.Diagnostics;

namespace PerfLab.Cases;

/// <summary>An EventPipe session of this process on the library's events, without stacks. It ends half a second after it was
/// last asked for, so that no other case of the process runs under it.</summary>
internal sealed class TraceSession : IDisposable
{
    private const int BufferMegabytes = 64;
    private const int KeepEveryMilliseconds = 100;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(500);

    private readonly EventKeywords keywords;
    private readonly Timer closing;
    private readonly Lock gate = new();
    private EventPipeSession? session;
    private long kept;

    public TraceSession(EventKeywords keywords)
    {
        this.keywords = keywords;
        closing = new Timer(_ => Close());
    }

    /// <summary>Makes sure that the session runs.</summary>
    public void Open()
    {
        lock (gate)
        {
            // Setting a timer allocates; a case that runs all the time does it rarely.
            long now = Environment.TickCount64;
            if (session is not null && now - kept < KeepEveryMilliseconds)
            {
                return;
            }

            kept = now;
            closing.Change(Idle, Timeout.InfiniteTimeSpan);
            if (session is not null)
            {
                return;
            }

            var provider = new EventPipeProvider(SealEventSource.ProviderName, EventLevel.Verbose, (long)keywords);
            session = new DiagnosticsClient(Environment.ProcessId).StartEventPipeSession(
                new EventPipeSessionConfiguration([provider], BufferMegabytes, requestRundown: false, requestStackwalk: false));
            var stream = session.EventStream;
            new Thread(() => stream.CopyTo(Stream.Null)) { IsBackground = true }.Start();
        }
    }

    public void Dispose()
    {
        closing.Dispose();
        Close();
    }

    private void Close()
    {
        lock (gate)
        {
            session?.Stop();
            session = null;
        }
    }
}
