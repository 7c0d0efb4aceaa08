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
            asked = Environment.TickCount64;
            session ??= Start();
        }
    }

    public void Dispose()
    {
        closing.Dispose();
        Close();
    }

    private EventPipeSession Start()
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
