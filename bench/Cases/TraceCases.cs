// What the library's telemetry costs a message:
//
//   trace/message/bare/0B       a call that does nothing
//   trace/message/disabled/0B   the same with the message path's hook, nobody listening: the difference is the hook
//   trace/event/enabled/0B      a message event, written to an EventPipe session without stacks
//   trace/event/timed/0B        the same with the duration of the message: two clock reads more

using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Diagnostics;

namespace PerfLab.Cases;

/// <summary>The cost of events and of their absence.</summary>
internal static class TraceCases
{
    private static readonly MessageFacts Facts = new(1, MessageSuite.AeadAes256Gcm, MessageNumbering.Ordered, 0, 64);

    // A long call of the case must not outlive its session.
    private const long EventsPerLook = 100_000;

    private static int sink;

    public static IEnumerable<Case> All() =>
    [
        new("trace/message/bare/0B", 0, () => Bare),
        new("trace/message/disabled/0B", 0, () => Disabled),
        new("trace/event/enabled/0B", 0, () => Enabled(SealEventSource.Keywords.Message)),
        new("trace/event/timed/0B", 0, () => Enabled(SealEventSource.Keywords.Message | SealEventSource.Keywords.Timing)),
    ];

    private static void Bare(long count)
    {
        for (long i = 0; i < count; i++)
        {
            Message();
        }
    }

    private static void Disabled(long count)
    {
        for (long i = 0; i < count; i++)
        {
            if ((SealTelemetry.IsListening ? Told() : Message()) != NtStatus.Success)
            {
                Refused();
            }
        }
    }

    private static Action<long> Enabled(EventKeywords keywords)
    {
        var session = new TraceSession(keywords);
        session.Open();
        return count =>
        {
            for (long done = 0; done < count; done += EventsPerLook)
            {
                session.Open();
                for (long i = done; i < Math.Min(count, done + EventsPerLook); i++)
                {
                    Told();
                }
            }
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static NtStatus Message()
    {
        sink++;
        return NtStatus.Success;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static NtStatus Told()
    {
        SealTelemetry.Succeeded(SealTelemetry.Elapsed(SealTelemetry.Begin(Facts.Size)), MessageUse.Seal, Facts);
        return NtStatus.Success;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Refused() => SealTelemetry.Refused(MessageUse.Seal, Facts, NtStatus.MessageAltered);
}
