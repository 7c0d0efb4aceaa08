using System.CommandLine;
using PerfLab.Lab.Trace;
using PerfLab.Lab.Trace.Output;

namespace PerfLab.Lab.Verbs;

/// <summary>Explains traces, or the difference between two.</summary>
internal static class AnalyzeVerb
{
    private static readonly Argument<string[]> Paths = new("trace")
    {
        Description = "A trace, or a folder of traces; with a second one, what changed from the first to the second.",
        Arity = new ArgumentArity(1, 2),
    };

    private static readonly Option<string> Format = CommonOptions.Format("text", "markdown", "json");
    private static readonly Option<string?> Speedscope = new("--speedscope") { Description = "Write the stacks of the (last) case for speedscope.", HelpName = "FILE" };
    private static readonly Option<string?> Html = new("--html") { Description = "Write flame graphs, a graph per case, in one page.", HelpName = "FILE" };

    public static Command Create()
    {
        var command = new Command("analyze", "Explains traces, or what changed between two.") { Paths, Format, Speedscope, Html };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        IReadOnlyList<CaseAnalysis>[] sides = [.. arguments.GetValue(Paths)!.Select(path => TraceReader.FilesAt(path).Select(TraceReader.Read).ToArray())];
        string format = arguments.GetValue(Format)!;
        if (arguments.GetValue(Speedscope) is { } speedscope) WriteSpeedscope(sides[^1], speedscope);

        if (sides.Length == 1)
        {
            if (arguments.GetValue(Html) is { } page) File.WriteAllText(page, FlameGraph.Page(sides[0]));
            Console.Out.WriteLine(format == "json"
                ? TraceJson.Write(sides[0])
                : string.Join('\n', sides[0].Select(a => TraceText.Write(a, format == "markdown"))));
            return ExitCode.Good;
        }

        var pairs = Pair(sides[0], sides[1]);
        if (arguments.GetValue(Html) is { } difference) File.WriteAllText(difference, FlameGraph.Page(pairs));
        TraceDiff[] diffs = [.. pairs.Select(p => TraceDiff.Of(p.Base, p.Candidate))];
        Console.Out.WriteLine(format == "json"
            ? TraceJson.Write(diffs)
            : string.Join('\n', diffs.Select(d => TraceText.Write(d, format == "markdown"))));
        return ExitCode.Good;
    }

    private static void WriteSpeedscope(IReadOnlyList<CaseAnalysis> analyses, string path)
    {
        if (analyses.Count > 1) throw new UserException($"--speedscope takes one trace, and there are {analyses.Count}; name a file instead of a folder.");
        SpeedscopeFile.Write(analyses[0], path);
    }

    // By case; a case that only one side has is an error, never dropped. Two single files are compared whatever they hold.
    private static (CaseAnalysis Base, CaseAnalysis Candidate)[] Pair(IReadOnlyList<CaseAnalysis> before, IReadOnlyList<CaseAnalysis> after)
    {
        if (before.Count == 1 && after.Count == 1) return [(before[0], after[0])];
        string[] lone = [.. before.Select(a => a.Case).Except(after.Select(a => a.Case)), .. after.Select(a => a.Case).Except(before.Select(a => a.Case))];
        if (lone.Length > 0) throw new UserException($"Only one side has a trace of {string.Join(", ", lone)}; trace the same cases on both sides.");
        return [.. before.Join(after, b => b.Case, c => c.Case, (b, c) => (b, c))];
    }
}
