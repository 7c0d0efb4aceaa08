using System.Text.Json;

namespace PerfLab.Lab.Results;

/// <summary>Runs on disk: results/&lt;machine&gt;/&lt;utc&gt;-&lt;commit&gt;-&lt;profile&gt;/run.json.</summary>
internal static class RunStore
{
    /// <summary>The file's name in the directory of a run.</summary>
    public const string FileName = "run.json";

    /// <summary>The directory that a run is stored in, below <paramref name="root"/>.</summary>
    public static string DirectoryFor(RunRecord run, string root) =>
        Path.Combine(root, Machine.FolderName(run.Machine), run.Id);

    /// <summary>The id of a run.</summary>
    public static string IdFor(DateTime utc, string commit, string profile) => $"{utc:yyyyMMddTHHmmssZ}-{commit}-{profile}";

    /// <summary>Writes run.json so that a reader sees all of it or nothing; returns its path.</summary>
    public static string Save(RunRecord run, string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, FileName);
        var temporary = path + $".{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, ResultsJson.Write(run));
        File.Move(temporary, path, overwrite: true);
        return path;
    }

    /// <summary>Reads a run from its file or its directory.</summary>
    /// <exception cref="UserException">It is not there, or not a run of a schema that this build reads.</exception>
    public static RunRecord Load(string fileOrDirectory)
    {
        var path = Directory.Exists(fileOrDirectory) ? Path.Combine(fileOrDirectory, FileName) : fileOrDirectory;
        try
        {
            var text = File.ReadAllText(path);
            RequireSchema(path, text);
            return JsonSerializer.Deserialize(text, ResultsJson.Default.RunRecord)!;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"Cannot read '{path}': {e.Message} Give the run.json of a stored run or its directory.", e);
        }
        catch (JsonException e)
        {
            throw new UserException($"'{path}' is not a run: {e.Message}", e);
        }
    }

    private static void RequireSchema(string path, string text)
    {
        using var document = JsonDocument.Parse(text);
        var isRun = document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("schemaVersion", out var version)
            && version.ValueKind == JsonValueKind.Number;
        if (!isRun)
        {
            throw new UserException($"'{path}' is not a run: it has no schemaVersion.");
        }

        if (document.RootElement.GetProperty("schemaVersion").GetDouble() is var found && found != RunRecord.CurrentSchema)
        {
            throw new UserException($"'{path}' has schemaVersion {found}; this build reads {RunRecord.CurrentSchema}.");
        }
    }
}
