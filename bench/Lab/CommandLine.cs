using System.CommandLine;
using PerfLab.Lab.Verbs;

namespace PerfLab.Lab;

/// <summary>The verbs, and what every verb does with errors.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line and returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Create().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            var message = string.Join(' ', parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)); // one line
            Console.Error.WriteLine($"perflab: {message} 'perflab --help' shows what there is.");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (UserException e)
        {
            Console.Error.WriteLine($"perflab: {e.Message}");
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("perflab: stopped; nothing was stored.");
            return ExitCode.Cancelled;
        }
    }

    /// <summary>The root command with all verbs; a line each.</summary>
    public static RootCommand Create() => RunVerb.AddTo(new RootCommand("Measures, compares and explains what a sealed message costs.")
    {
        RunVerb.Create(),
        ListVerb.Create(),
        ReportVerb.Create(),
        PipesVerb.Create(),
        DoctorVerb.Create(),
        VerifyVerb.Create(),
        MeasureVerb.Create(),
        AbVerb.Create(),
        CalibrateVerb.Create(),
        CompareVerb.Create(),
        MergeVerb.Create(),
        HistoryVerb.Create(),
        SamplerVerb.Create(),
        TraceVerb.Create(),
        AnalyzeVerb.Create(),
        TraceChildVerb.Create(),
        RunOperationsVerb.Create(),
    });
}
