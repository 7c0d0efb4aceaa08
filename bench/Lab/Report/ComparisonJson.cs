using System.Text.Json;
using System.Text.Json.Serialization;
using PerfLab.Lab.Compare;

namespace PerfLab.Lab.Report;

/// <summary>A compared suite as JSON: the records as they are. Effects are natural logarithms; infinite ends are written as "Infinity".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    WriteIndented = true)]
[JsonSerializable(typeof(SuiteComparison))]
internal sealed partial class ComparisonJson : JsonSerializerContext
{
    public static string Write(SuiteComparison suite) => JsonSerializer.Serialize(suite, Default.SuiteComparison) + "\n";
}
