using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfLab.Lab.Results;

/// <summary>Strict, source-generated JSON: unknown, missing, null and repeated properties are errors.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    WriteIndented = true)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class ResultsJson : JsonSerializerContext
{
    /// <summary>The text of a run, one trailing line end.</summary>
    public static string Write(RunRecord run) => JsonSerializer.Serialize(run, Default.RunRecord) + "\n";
}
