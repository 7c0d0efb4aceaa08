// The one hook of the message path (SealContext.Run):
//
//   return SealTelemetry.IsListening ? RunTold(...) : RunQuietly(...);
//
// While nobody listens that is a handful of loads from cache lines that never change. When somebody does, RunTold
// frames RunQuietly with Begin, Elapsed and Tell.

using System.Diagnostics;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Diagnostics;

/// <summary>Tells events and metrics about messages, when somebody listens.</summary>
internal static class SealTelemetry
{
    /// <summary>A duration that was not measured.</summary>
    public const long Untimed = -1;

    private const long NotSelected = -2;

    private static readonly double s_nanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    /// <summary>True while somebody listens to messages.</summary>
    public static bool IsListening => SealEventSource.TracesMessages || SealMetrics.IsEnabled;

    /// <summary>Starts a message of <paramref name="size"/> bytes, or a batch of such messages.</summary>
    /// <returns>A start for <see cref="Elapsed"/>.</returns>
    public static long Begin(int size) =>
        !SealEventSource.Log.SelectsNext(size) ? NotSelected
        : SealEventSource.Log.TimesMessages ? Stopwatch.GetTimestamp()
        : Untimed;

    /// <summary>Nanoseconds since <see cref="Begin"/>, for each of <paramref name="messages"/> messages.</summary>
    /// <returns>A duration for <see cref="Tell"/>; it also says whether the message is written at all.</returns>
    public static long Elapsed(long started, int messages = 1) =>
        started < 0 ? started : (long)((Stopwatch.GetTimestamp() - started) * s_nanosecondsPerTick / messages);

    /// <summary>Tells how a message ended.</summary>
    public static void Tell(long elapsed, MessageUse use, in MessageFacts facts, NtStatus status)
    {
        if (SealMetrics.IsEnabled) SealMetrics.Count(use, facts, status);
        if (status != NtStatus.Success) SealEventSource.Log.Refused(use, facts, status);
        else if (elapsed != NotSelected) SealEventSource.Log.Succeeded(use, facts, elapsed);
    }
}
