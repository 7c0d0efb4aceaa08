// How long do single messages take, and which are refused? From the library's own events, which are a sample of the
// messages: latencies are those of the call, without the event. Percentiles by HdrHistogram, 3 significant digits.

using HdrHistogram;
using Microsoft.Diagnostics.Tracing;
using PerfLab.Sealing.Diagnostics;

namespace PerfLab.Lab.Trace.Questions;

/// <summary>Latencies and refusals of message events inside measured iterations.</summary>
internal sealed class MessageQuestion : ITraceQuestion
{
    // Fields of message events, by position (SealEventSource).
    private const int Duration = 5;
    private const int Operation = 6;
    private const int Status = 7;
    private const long LongestNanoseconds = 60_000_000_000;

    private readonly SortedDictionary<string, LongHistogram> _latencies = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);

    /// <summary>Latency by event name.</summary>
    public IReadOnlyList<MessageLatency> Latencies => [.. _latencies.Select(l => Summarize(l.Key, l.Value))];

    /// <summary>Refused messages by operation and status.</summary>
    public IReadOnlyDictionary<string, long> Refused => _refused;

    public void Listen(TraceEventDispatcher events, MeasuredWindows windows) =>
        events.Dynamic.AddCallbackForProviderEvents(
            (provider, _) => provider == SealEventSource.ProviderName ? EventFilterResponse.AcceptEvent : EventFilterResponse.RejectProvider,
            data =>
            {
                if (windows.Holds(data)) See(data);
            });

    private void See(TraceEvent data)
    {
        if (data.ID == (TraceEventID)SealEventSource.MessageRefusedId)
        {
            string key = $"{data.PayloadValue(Operation)} {data.PayloadValue(Status)}";
            _refused[key] = _refused.GetValueOrDefault(key) + 1;
        }
        else if (data.EventName.StartsWith("Message", StringComparison.Ordinal))
        {
            long nanoseconds = (long)data.PayloadValue(Duration);
            if (nanoseconds >= 0) HistogramOf(data.EventName).RecordValue(Math.Clamp(nanoseconds, 1, LongestNanoseconds));
        }
    }

    private LongHistogram HistogramOf(string eventName)
    {
        if (!_latencies.TryGetValue(eventName, out LongHistogram? histogram))
            _latencies[eventName] = histogram = new LongHistogram(LongestNanoseconds, numberOfSignificantValueDigits: 3);
        return histogram;
    }

    private static MessageLatency Summarize(string eventName, LongHistogram histogram) => new(
        eventName,
        histogram.TotalCount,
        histogram.GetValueAtPercentile(50),
        histogram.GetValueAtPercentile(90),
        histogram.GetValueAtPercentile(99),
        histogram.GetValueAtPercentile(99.9),
        histogram.GetMaxValue());
}

/// <summary>Latency of a kind of message, in nanoseconds.</summary>
internal sealed record MessageLatency(string Event, long Count, long P50, long P90, long P99, long P999, long Max);
