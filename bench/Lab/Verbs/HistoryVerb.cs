using System.CommandLine;
using PerfLab.Lab.Compare.Stored;
using PerfLab.Lab.Report;
using PerfLab.Lab.Results;
using PerfLab.Lab.Run;

namespace PerfLab.Lab.Verbs;

/// <summary>Series of cases over the stored runs.</summary>
internal static class HistoryVerb
{
    private static readonly Option<string?> Filter = CommonOptions.Filter();
    private static readonly Option<string?> Results = new("--results") { Description = "The directory of stored runs instead of results/.", HelpName = "DIR" };
    private static readonly Option<string> Format = CommonOptions.Format("text", "json");

    public static Command Create()
    {
        var command = new Command("history", "Shows cases over stored runs, and where they changed.") { Filter, Results, Format };
        command.SetAction(arguments =>
        {
            string glob = arguments.GetValue(Filter) ?? "*";
            IReadOnlyList<CaseSeries> series = RunHistory.Of(
                Runs(arguments.GetValue(Results) ?? Path.Combine(Repository.Root, "results")), name => CaseSelection.Matches(glob, name));
            if (arguments.GetValue(Format) == "json")
                Console.Out.Write(StoredJson.Write(series));
            else
                StoredReports.Table(series).Print(ComparisonOptions.WideConsole());
            return ExitCode.Good;
        });
        return command;
    }

    private static IEnumerable<RunRecord> Runs(string root)
    {
        string[] files = Directory.Exists(root) ? Directory.GetFiles(root, RunStore.FileName, SearchOption.AllDirectories) : [];
        return files.Length > 0 ? files.Select(RunStore.Load) : throw new UserException($"There are no stored runs below '{root}'.");
    }
}
