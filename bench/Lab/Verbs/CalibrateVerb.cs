using System.CommandLine;
using System.Text.Json;
using PerfLab.Lab.Compare;
using PerfLab.Lab.Compare.Verdicts;
using PerfLab.Lab.Report;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Verbs;

/// <summary>Compares a build with its like: what this machine can tell today.</summary>
internal static class CalibrateVerb
{
    private static readonly Option<string?> Ref = new("--ref") { Description = "What to build twice; without it the working tree.", HelpName = "REF" };
    private static readonly Option<int> Rounds = new("--rounds") { Description = "How often the suite is compared.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Filter = CommonOptions.Filter();
    private static readonly Option<string> Format = CommonOptions.Format("text", "json");

    public static Command Create()
    {
        var command = new Command("calibrate", "Compares a commit with itself: noise floor and smallest detectable change.")
        {
            Ref, Rounds, Filter, ComparisonOptions.Budget, ComparisonOptions.Floor, Format,
        };
        Rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--rounds takes a number from 1 on.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Where the calibration of this machine lies.</summary>
    public static string PathOfCalibration =>
        Path.Combine(Repository.Root, "results", Machine.FolderName(Machine.Current), Calibration.FileName);

    /// <summary>The last calibration of this machine, or null; one of another schema is none.</summary>
    public static Calibration? Latest()
    {
        if (!File.Exists(PathOfCalibration))
            return null;

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(PathOfCalibration), StoredJson.Default.Calibration) is { SchemaVersion: Calibration.CurrentSchema } found ? found : null;
        }
        catch (JsonException e)
        {
            throw new UserException($"'{PathOfCalibration}' is not a calibration: {e.Message} Take a new one with 'perflab calibrate', or delete the file.", e);
        }
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        string? reference = arguments.GetValue(Ref);
        var request = new RefComparisonRequest(
            Repository.Root, reference, reference,
            ComparisonOptions.Selection(arguments.GetValue(Filter)),
            ComparisonOptions.BudgetFor(arguments),
            new TimeRule(arguments.GetValue(ComparisonOptions.Floor)),
            Twin: true);
        BuiltPair pair = await RefComparison.BuildAsync(request, Console.Error.WriteLine, cancel);
        var rounds = new List<SuiteComparison>();
        for (int round = 1; round <= arguments.GetValue(Rounds); round++)
        {
            Console.Error.WriteLine($"round {round} of {arguments.GetValue(Rounds)}");
            rounds.Add(await RefComparison.CompareAsync(pair, request, Random.Shared.Next(), Console.Error.WriteLine, cancel));
        }

        Calibration calibration = Calibration.From(rounds);
        Directory.CreateDirectory(Path.GetDirectoryName(PathOfCalibration)!);
        await File.WriteAllTextAsync(PathOfCalibration, StoredJson.Write(calibration), cancel);
        Print(calibration, arguments.GetValue(Format)!);
        return rounds.Any(r => r.Count(Verdict.Error) > 0) ? ExitCode.Failed : ExitCode.Good;
    }

    private static void Print(Calibration calibration, string format)
    {
        if (format == "json")
        {
            Console.Out.Write(StoredJson.Write(calibration));
            return;
        }

        StoredReports.Table(calibration).Print(ComparisonOptions.WideConsole());
        Console.Out.WriteLine($"{calibration.FalseAlarms} false alarms in {calibration.Comparisons} comparisons of a build with its like; stored as {PathOfCalibration}");
    }
}
