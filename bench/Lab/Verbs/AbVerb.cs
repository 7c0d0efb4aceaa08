using System.CommandLine;
using PerfLab.Lab.Compare;
using PerfLab.Lab.Compare.Verdicts;
using PerfLab.Lab.Report;

namespace PerfLab.Lab.Verbs;

/// <summary>Compares two states of the repository, interleaved in one process.</summary>
internal static class AbVerb
{
    private static readonly Option<string> Base = new("--base") { Description = "The base: a branch, tag or commit.", HelpName = "REF", Required = true };
    private static readonly Option<string?> Candidate = new("--candidate") { Description = "The candidate; without it the working tree.", HelpName = "REF" };
    private static readonly Option<string?> Filter = CommonOptions.Filter();
    private static readonly Option<bool> AllowUnpaired = new("--allow-unpaired") { Description = "A case that only one side has is a warning, not an error." };
    private static readonly Option<string> Format = CommonOptions.Format("text", "markdown", "json");

    public static Command Create()
    {
        var command = new Command("ab", "Compares two commits, side by side in one process.")
        {
            Base, Candidate, Filter, ComparisonOptions.Budget, ComparisonOptions.Floor, AllowUnpaired, Format,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        var request = new RefComparisonRequest(
            Repository.Root,
            arguments.GetValue(Base),
            arguments.GetValue(Candidate),
            ComparisonOptions.Selection(arguments.GetValue(Filter)),
            ComparisonOptions.BudgetFor(arguments),
            new TimeRule(arguments.GetValue(ComparisonOptions.Floor)),
            arguments.GetValue(AllowUnpaired));

        BuiltPair pair = await RefComparison.BuildAsync(request, Console.Error.WriteLine, cancel);
        SuiteComparison suite = await RefComparison.CompareAsync(pair, request, Random.Shared.Next(), Console.Error.WriteLine, cancel);
        suite = suite with { Calibration = CalibrateVerb.Latest() };
        Print(suite, arguments.GetValue(Format)!);
        return suite.ExitCode;
    }

    private static void Print(SuiteComparison suite, string format)
    {
        if (format == "text")
            ComparisonText.Print(suite, ComparisonOptions.WideConsole());
        else
            Console.Out.Write(format == "json" ? ComparisonJson.Write(suite) : ComparisonMarkdown.Write(suite));
    }
}
