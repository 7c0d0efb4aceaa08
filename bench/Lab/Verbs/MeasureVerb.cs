using System.CommandLine;
using System.Text.Json;
using PerfLab.Lab.Run;

namespace PerfLab.Lab.Verbs;

/// <summary>Hidden: measures one launch of one case in this process and prints its <see cref="CaseMeasurement"/> as JSON.</summary>
internal static class MeasureVerb
{
    private static readonly Argument<string> CaseArgument = new("case");
    private static readonly Option<int> Warmup = new(LaunchArguments.Warmup) { Required = true };
    private static readonly Option<int> Iterations = new(LaunchArguments.Iterations) { Required = true };
    private static readonly Option<int> Milliseconds = new(LaunchArguments.Milliseconds) { Required = true };

    public static Command Create()
    {
        var command = new Command(LaunchArguments.Verb, "Measures one launch of one case.") { CaseArgument, Warmup, Iterations, Milliseconds };
        command.Hidden = true;
        command.SetAction(result =>
        {
            var settings = new LaunchSettings(result.GetValue(Warmup), result.GetValue(Iterations), result.GetValue(Milliseconds));
            var measurement = CaseMeasurer.Measure(result.GetValue(CaseArgument)!, settings);
            Console.Out.WriteLine(JsonSerializer.Serialize(measurement, MeasurementJson.Default.CaseMeasurement));
            return ExitCode.Good;
        });
        return command;
    }
}
