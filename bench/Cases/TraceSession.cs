using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using PerfLab.Sealing.Diagnostics;

namespace PerfLab.Cases;

/// <summary>An EventPipe session of this process on the library's events, without stacks. It ends half a second after it was
/// last asked for, so that no other case of the process runs under it.</summary>
internal sealed class TraceSession : IDisposable
{
    private const int BufferMegabytes = 256;
    private const int IdleMilliseconds = 500;
    private const int EnablingMilliseconds = 1000;
    private const int MostAttempts = 5;

    private readonly EventKeywords keywords;
    private readonly Timer closing;
    private readonly Lock gate = new();
    private EventPipeSession? session;
    private long asked;

    public TraceSession(EventKeywords keywords)
    {
        this.keywords = keywords;
        closing = new Timer(_ => CloseWhenIdle(), null, IdleMilliseconds, IdleMilliseconds);
    }

    /// <summary>Makes sure that the session runs. Allocates only when it has to be started.</summary>
    public void Open()
    {
        lock (gate)
        {
            session ??= Start();
            asked = Environment.TickCount64;
        }
    }

    public void Dispose()
    {
        closing.Dispose();
        Close();
    }

    // A session that starts when a second copy of the library has come into the process (as in the sampler of two builds)
    // turns on the events of one copy only; the next session turns on both.
    private EventPipeSession Start()
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var started = StartOnce();
            if (SpinWait.SpinUntil(() => SealTelemetry.IsListening, EnablingMilliseconds))
            {
                return started;
            }

            started.Stop();
        }

        throw new CaseFailedException("The session did not enable the library's message events.");
    }

    private EventPipeSession StartOnce()
    {
        var provider = new EventPipeProvider(SealEventSource.ProviderName, EventLevel.Verbose, (long)keywords);
        var started = new DiagnosticsClient(Environment.ProcessId).StartEventPipeSession(
            new EventPipeSessionConfiguration([provider], BufferMegabytes, requestRundown: false, requestStackwalk: false));
        new Thread(() => started.EventStream.CopyTo(Stream.Null)) { IsBackground = true }.Start();
        return started;
    }

    private void CloseWhenIdle()
    {
        lock (gate)
        {
            if (Environment.TickCount64 - asked >= IdleMilliseconds)
            {
                Close();
            }
        }
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
