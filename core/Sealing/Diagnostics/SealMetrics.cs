// Live numbers, meter PerfLab.Sealing, readable by dotnet-counters and OpenTelemetry:
//
//   perflab.sealing.messages    {message}  messages processed, by operation, package, suite
//   perflab.sealing.bytes       By         their data, same tags
//   perflab.sealing.refused     {message}  messages refused, by operation, package, status
//   perflab.sealing.batch.size  {message}  messages per batch call, by operation, package, suite

using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Diagnostics;

/// <summary>The instruments of the library. Nothing is counted while nobody listens.</summary>
internal static class SealMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "PerfLab.Sealing";

    private static readonly Meter s_meter = new(MeterName);

    private static readonly Counter<long> s_messages =
        s_meter.CreateCounter<long>("perflab.sealing.messages", "{message}", "Messages processed");

    private static readonly Counter<long> s_bytes =
        s_meter.CreateCounter<long>("perflab.sealing.bytes", "By", "Message data processed");

    private static readonly Counter<long> s_refused =
        s_meter.CreateCounter<long>("perflab.sealing.refused", "{message}", "Messages refused, by status");

    private static readonly Histogram<int> s_batchSize =
        s_meter.CreateHistogram<int>("perflab.sealing.batch.size", "{message}", "Messages per batch call");

    /// <summary>True while somebody listens to messages or bytes.</summary>
    public static bool CountsMessages
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_messages.Enabled || s_bytes.Enabled;
    }

    /// <summary>True while somebody listens to refusals.</summary>
    public static bool CountsRefusals => s_refused.Enabled;

    /// <summary>True while somebody listens to batch sizes.</summary>
    public static bool CountsBatches => s_batchSize.Enabled;

    /// <summary>Counts one message that was processed.</summary>
    public static void Count(MessageUse operation, in MessageFacts facts)
    {
        s_messages.Add(1, Tag("operation", operation.Name()), Tag("package", facts.Suite.Package()), Tag("suite", facts.Suite.Name()));
        s_bytes.Add(facts.Size, Tag("operation", operation.Name()), Tag("package", facts.Suite.Package()), Tag("suite", facts.Suite.Name()));
    }

    /// <summary>Counts one message that was refused.</summary>
    public static void CountRefused(MessageUse operation, in MessageFacts facts, NtStatus status) =>
        s_refused.Add(1, Tag("operation", operation.Name()), Tag("package", facts.Suite.Package()), Tag("status", status.Name()));

    /// <summary>Records a batch of <paramref name="messages"/> messages like the one described.</summary>
    public static void Batch(MessageUse use, in MessageFacts facts, int messages) =>
        s_batchSize.Record(messages, Tag("operation", use.Name()), Tag("package", facts.Suite.Package()), Tag("suite", facts.Suite.Name()));

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}
