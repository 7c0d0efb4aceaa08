using System.CommandLine;
using PerfLab.Lab.Compare.Stored;
using PerfLab.Lab.Report;
using PerfLab.Lab.Results;
using Spectre.Console;

namespace PerfLab.Lab.Verbs;

/// <summary>Compares two stored runs: exact metrics gate, time informs.</summary>
internal static class CompareVerb
{
    private static readonly Argument<string> Base = new("BASE") { Description = "A stored run: its run.json or its directory." };
    private static readonly Argument<string> Candidate = new("CANDIDATE") { Description = "The run to compare with it." };
    private static readonly Option<bool> AllowDifferent = new("--allow-different") { Description = "Compare runs of different machines or profiles, with a warning." };
    private static readonly Option<string> Format = CommonOptions.Format("text", "markdown", "json");

    public static Command Create()
    {
        var command = new Command("compare", "Compares two stored runs.") { Base, Candidate, AllowDifferent, Format };
        command.SetAction(arguments =>
        {
            StoredComparison comparison = RunComparison.Compare(
                RunStore.Load(arguments.GetValue(Base)!), RunStore.Load(arguments.GetValue(Candidate)!), arguments.GetValue(AllowDifferent));
            Print(comparison, arguments.GetValue(Format)!);
            return comparison.ExitCode;
        });
        return command;
    }

    private static void Print(StoredComparison comparison, string format)
    {
        if (format != "text")
        {
            Console.Out.Write(format == "json" ? StoredJson.Write(comparison) : StoredReports.Markdown(comparison));
            return;
        }

        IAnsiConsole console = ComparisonOptions.WideConsole();
        StoredReports.Table(comparison.Cases).Print(console);
        foreach (string note in StoredReports.Notes(comparison))
            console.WriteLine(note);
        console.WriteLine(StoredReports.Headline(comparison));
    }
}
