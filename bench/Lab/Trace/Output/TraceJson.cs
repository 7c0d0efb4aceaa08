using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfLab.Lab.Trace.Output;

/// <summary>Analyses and differences for programs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<CaseAnalysis>))]
[JsonSerializable(typeof(IReadOnlyList<TraceDiff>))]
internal sealed partial class TraceJson : JsonSerializerContext
{
    public static string Write(IReadOnlyList<CaseAnalysis> analyses) => JsonSerializer.Serialize(analyses, Default.IReadOnlyListCaseAnalysis);

    public static string Write(IReadOnlyList<TraceDiff> diffs) => JsonSerializer.Serialize(diffs, Default.IReadOnlyListTraceDiff);
}
