using System.CommandLine;
using PerfLab.Lab.Compare;
using PerfLab.Lab.Compare.Verdicts;
using PerfLab.Lab.Report;
using PerfLab.Lab.Trace;
using PerfLab.Lab.Trace.Collect;

namespace PerfLab.Lab.Verbs;

/// <summary>Compares two states of the repository, interleaved in one process.</summary>
internal static class AbVerb
{
    private static readonly Option<string> Base = new("--base") { Description = "The base: a branch, tag or commit.", HelpName = "REF", Required = true };
    private static readonly Option<string?> Candidate = new("--candidate") { Description = "The candidate; without it the working tree.", HelpName = "REF" };
    private static readonly Option<string?> Filter = CommonOptions.Filter();
    private static readonly Option<bool> AllowUnpaired = new("--allow-unpaired") { Description = "A case that only one side has is a warning, not an error." };
    private static readonly Option<bool> Instructions = new("--instructions") { Description = "Also count instructions under valgrind: one to two minutes for each case." };
    private static readonly Option<string> Format = CommonOptions.Format("text", "markdown", "json");

    private static readonly Option<bool> Trace = new("--trace") { Description = "Trace each case that is slower or changed, on both sides, and say which frames grew most." };

    public static Command Create()
    {
        var command = new Command("ab", "Compares two commits, side by side in one process.")
        {
            Base, Candidate, Filter, ComparisonOptions.Budget, ComparisonOptions.Floor, AllowUnpaired, Instructions, Trace, Format,
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
        if (arguments.GetValue(Instructions))
            suite = await RefComparison.WithInstructionsAsync(suite, pair, Console.Error.WriteLine, cancel);
        suite = suite with { Calibration = CalibrateVerb.Latest() };
        Print(suite, arguments.GetValue(Format)!);
        if (arguments.GetValue(Trace)) Explain(pair, suite, cancel);
        return suite.ExitCode;
    }

    // Below the verdicts; beside them when they are for a program.
    private static void Explain(BuiltPair pair, SuiteComparison suite, CancellationToken cancel)
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "traces", "ab");
        foreach (CaseComparison c in suite.Cases.Where(c => c.Verdict is Verdict.Slower or Verdict.Changed))
        {
            TextWriter output = Console.IsOutputRedirected ? Console.Error : Console.Out;
            output.WriteLine($"{c.Name}: {TracedChange.Explain(c.Name, CasesOf(pair.BaseFolder), CasesOf(pair.CandidateFolder), folder, cancel)}");
        }

        static CaseSource CasesOf(string build) => new(Path.Combine(build, "PerfLab.Cases.dll"));
    }

    private static void Print(SuiteComparison suite, string format)
    {
        if (format == "text")
            ComparisonText.Print(suite, ComparisonOptions.WideConsole());
        else
            Console.Out.Write(format == "json" ? ComparisonJson.Write(suite) : ComparisonMarkdown.Write(suite));
    }
}
