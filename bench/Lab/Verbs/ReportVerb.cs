using System.CommandLine;
using PerfLab.Lab.Report;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Verbs;

/// <summary>Stored runs as an HTML page.</summary>
internal static class ReportVerb
{
    /// <summary>The page's name beside run.json.</summary>
    public const string FileName = "report.html";

    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Stored runs: run.json or its directory.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output") { Description = "Write the page here instead of beside the first run.", HelpName = "FILE" };
        var command = new Command("report", "Writes stored runs as one HTML page.") { runs, output };
        command.SetAction(result =>
        {
            string[] given = result.GetValue(runs)!;
            RunRecord[] records = [.. given.Select(RunStore.Load)];
            var first = Directory.Exists(given[0]) ? given[0] : Path.GetDirectoryName(Path.GetFullPath(given[0]))!;
            Console.Out.WriteLine($"report: {Write(records, result.GetValue(output) ?? Path.Combine(first, FileName))}");
            return ExitCode.Good;
        });
        return command;
    }

    /// <summary>Writes the page and returns its path.</summary>
    /// <exception cref="UserException">The path cannot be written.</exception>
    public static string Write(IReadOnlyList<RunRecord> runs, string path)
    {
        try
        {
            File.WriteAllText(path, RunPage.Write(runs));
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"Cannot write the report '{path}': {e.Message}", e);
        }
    }
}
