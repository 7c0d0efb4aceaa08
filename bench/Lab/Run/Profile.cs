using System.Text.Json;
using System.Text.Json.Serialization;
using PerfLab.Lab.Peers;

namespace PerfLab.Lab.Run;

/// <summary>What a run measures and how long: profiles/NAME.json.</summary>
/// <param name="Name">The profile's name, part of a run's id.</param>
/// <param name="About">For whom it is, in a sentence.</param>
/// <param name="Cases">Globs over case names; a case that matches one is measured. They prune the list of cases, which is
/// already a choice and not every combination.</param>
/// <param name="Peers">The peers measured beside the cases whose work they can do.</param>
/// <param name="Launches">Processes per case. Several show what differs from process to process (memory layout, code layout).</param>
/// <param name="WarmupIterations">Iterations thrown away at the start of a launch.</param>
/// <param name="Iterations">Iterations measured in a launch: the samples.</param>
/// <param name="IterationMilliseconds">Length of an iteration, about.</param>
/// <param name="CaseSeconds">A launch that takes longer is stopped, and its case has failed.</param>
internal sealed record Profile(
    string Name,
    string About,
    IReadOnlyList<string> Cases,
    IReadOnlyList<string> Peers,
    int Launches,
    int WarmupIterations,
    int Iterations,
    int IterationMilliseconds,
    int CaseSeconds)
{
    /// <summary>Reads a profile by the name of a file in profiles/, or by path.</summary>
    /// <returns>The profile and its text.</returns>
    /// <exception cref="UserException">There is no such profile, or it is not valid.</exception>
    public static (Profile Profile, string Text) Load(string nameOrFile)
    {
        var path = PathOf(nameOrFile);
        try
        {
            var text = File.ReadAllText(path);
            var profile = JsonSerializer.Deserialize(text, ProfileJson.Default.Profile) ?? throw new JsonException("it is null");
            profile.Validate(path);
            return (profile, text);
        }
        catch (JsonException e)
        {
            throw new UserException($"'{path}' is not a profile: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"Cannot read the profile '{path}': {e.Message}", e);
        }
    }

    private static string PathOf(string nameOrFile)
    {
        var folder = Path.Combine(Repository.Root, "profiles");
        string[] candidates = [Path.Combine(folder, nameOrFile + ".json"), nameOrFile];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new UserException($"There is no profile '{nameOrFile}': neither {candidates[0]} nor a file of that path. Profiles: {string.Join(", ", NamesIn(folder))}.");
    }

    private static IEnumerable<string?> NamesIn(string folder) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order() : [];

    private void Validate(string path)
    {
        Require(Name.Length > 0 && Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'), "name takes letters, digits and '-'");
        Require(Cases.Count > 0, "cases must have at least one glob");
        Require(Launches is >= 1 and <= 100, "launches must be 1 to 100");
        Require(WarmupIterations is >= 1 and <= 1000, "warmupIterations must be 1 to 1000");
        Require(Iterations is >= 3 and <= 1000, "iterations must be 3 to 1000");
        Require(IterationMilliseconds is >= 1 and <= 10_000, "iterationMilliseconds must be 1 to 10000");
        Require(CaseSeconds is >= 1 and <= 86_400, "caseSeconds must be 1 to 86400");
        Require(Peers.All(p => PeerList.Find(p) is not null), $"peers must be among {string.Join(", ", PeerList.All.Select(p => p.Name))}");

        void Require(bool holds, string rule)
        {
            if (!holds)
            {
                throw new UserException($"The profile '{path}' is not valid: {rule}.");
            }
        }
    }
}

/// <summary>Strict JSON: unknown, missing and repeated keys are errors.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Profile))]
internal sealed partial class ProfileJson : JsonSerializerContext;
