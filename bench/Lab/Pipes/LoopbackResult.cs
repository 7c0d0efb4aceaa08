using System.Text.Json.Serialization;

namespace PerfLab.Lab.Pipes;

/// <summary>What one subject did on a number of loopback connections.</summary>
/// <param name="Name">The subject, then cores, connections and message size.</param>
/// <param name="MessagesPerSecond">Messages of both directions; each is sealed once and unsealed once.</param>
/// <param name="GbPerSecond">Their payload, 10^9 bytes.</param>
/// <param name="P50Microseconds">Median time from a question's write to its answer's last byte: two messages.</param>
/// <param name="P99Microseconds">99th percentile of it.</param>
/// <param name="P999Microseconds">99.9th percentile of it.</param>
/// <param name="AllocatedBytesPerMessage">Managed bytes of the whole process.</param>
internal sealed record LoopbackResult(
    string Name,
    double MessagesPerSecond,
    double GbPerSecond,
    double P50Microseconds,
    double P99Microseconds,
    double P999Microseconds,
    double AllocatedBytesPerMessage);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(LoopbackResult[]))]
internal sealed partial class LoopbackJson : JsonSerializerContext;
