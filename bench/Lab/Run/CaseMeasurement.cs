using System.Text.Json.Serialization;

namespace PerfLab.Lab.Run;

/// <summary>How one launch is measured; see <see cref="Profile"/>.</summary>
internal sealed record LaunchSettings(int WarmupIterations, int Iterations, int IterationMilliseconds);

/// <summary>What one launch of one case gives: the line that the measuring process prints.</summary>
/// <param name="SamplesNs">Nanoseconds per operation, an iteration each.</param>
/// <param name="AllocatedBytes">Managed bytes per operation.</param>
/// <param name="Error">Why there are no samples, or null.</param>
internal sealed record CaseMeasurement(IReadOnlyList<double> SamplesNs, double AllocatedBytes, string? Error)
{
    /// <summary>A launch that failed.</summary>
    public static CaseMeasurement Failure(string error) => new([], 0, error);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CaseMeasurement))]
internal sealed partial class MeasurementJson : JsonSerializerContext;
