// The hook of the message path (SealContext.Run):
//
//   NtStatus status = SealTelemetry.IsListening ? RunTold(...) : RunQuietly(...);
//   return status == NtStatus.Success ? status : TellRefused(...);
//
// While nobody listens that is a flag and two instruments, seven loads from cache lines that never change, and a look at
// the status. A meter calls nobody when a listener comes or goes, so its instruments have to be asked each time; the one of
// refused messages is asked only when there is one. When somebody listens, RunTold frames RunQuietly with Begin, Elapsed
// and Succeeded.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Diagnostics;

/// <summary>Tells events and metrics about messages, when somebody listens.</summary>
internal static class SealTelemetry
{
    /// <summary>A duration that was not measured.</summary>
    public const long Untimed = -1;

    private const long NotSelected = -2;

    private static readonly double s_nanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    /// <summary>True while somebody listens to messages that succeed.</summary>
    public static bool IsListening
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SealEventSource.TracesMessages || SealMetrics.CountsMessages;
    }

    /// <summary>True while somebody listens to messages that are refused.</summary>
    public static bool HearsOfRefusals => SealEventSource.Log.TracesRefusals || SealMetrics.CountsRefusals;

    /// <summary>Starts a message of <paramref name="size"/> bytes, or a batch of such messages.</summary>
    /// <returns>A start for <see cref="Elapsed"/>.</returns>
    public static long Begin(int size) =>
        !SealEventSource.Log.SelectsNext(size) ? NotSelected
        : SealEventSource.Log.TimesMessages ? Stopwatch.GetTimestamp()
        : Untimed;

    /// <summary>Nanoseconds since <see cref="Begin"/>, for each of <paramref name="messages"/> messages.</summary>
    /// <returns>A duration for <see cref="Succeeded"/>; it also says whether the message is written at all.</returns>
    public static long Elapsed(long started, int messages = 1) =>
        started < 0 ? started : (long)((Stopwatch.GetTimestamp() - started) * s_nanosecondsPerTick / messages);

    /// <summary>Tells of a message that was processed.</summary>
    public static void Succeeded(long elapsed, MessageUse use, in MessageFacts facts)
    {
        if (SealMetrics.CountsMessages) SealMetrics.Count(use, facts);
        if (elapsed != NotSelected) SealEventSource.Log.Succeeded(use, facts, elapsed);
    }

    /// <summary>Tells of a message that was refused.</summary>
    public static void Refused(MessageUse use, in MessageFacts facts, NtStatus status)
    {
        if (SealMetrics.CountsRefusals) SealMetrics.CountRefused(use, facts, status);
        SealEventSource.Log.Refused(use, facts, status);
    }
}
