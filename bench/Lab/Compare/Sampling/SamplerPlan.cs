using System.Text.Json.Serialization;

namespace PerfLab.Lab.Compare.Sampling;

/// <summary>What one launch of the sampler shall do: one line of JSON on its standard input.</summary>
/// <param name="BaseFolder">Folder of the base's build.</param>
/// <param name="CandidateFolder">Folder of the candidate's build.</param>
/// <param name="Cases">Case names in the order to measure them.</param>
/// <param name="CandidateFirst">The candidate is loaded first.</param>
/// <param name="Seed">Draws which build is prepared first and which starts each quad.</param>
/// <param name="Milliseconds">Measuring time for each case, both builds together.</param>
internal sealed record SamplerPlan(
    string BaseFolder, string CandidateFolder, string[] Cases, bool CandidateFirst, int Seed, int Milliseconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SamplerPlan))]
[JsonSerializable(typeof(CaseSample))]
internal sealed partial class SamplerJson : JsonSerializerContext;
