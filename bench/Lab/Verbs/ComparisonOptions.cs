using System.CommandLine;
using PerfLab.Lab.Run;
using Spectre.Console;

namespace PerfLab.Lab.Verbs;

/// <summary>What the comparing verbs share.</summary>
internal static class ComparisonOptions
{
    public static readonly Option<TimeSpan?> Budget = new("--budget")
    {
        Description = "Time for sampling the whole suite, as in 90s or 5m; without it 10 s per case.",
        HelpName = "TIME",
        CustomParser = TimeSpanText.Parse,
    };

    public static readonly Option<double> Floor = FloorOption();

    /// <summary>The filter's cases, or without one those of the profile quick.</summary>
    public static Func<string, bool> Selection(string? filter)
    {
        IReadOnlyList<string> globs = filter is null ? Run.Profile.Load("quick").Profile.Cases : [filter];
        return name => globs.Any(glob => CaseSelection.Matches(glob, name));
    }

    public static Func<int, TimeSpan> BudgetFor(ParseResult arguments)
    {
        TimeSpan? budget = arguments.GetValue(Budget);
        return cases => budget ?? TimeSpan.FromSeconds(10 * Math.Max(cases, FewestCases));
    }

    /// <summary>The console, wide enough for a table's rows where lines do not wrap anyway.</summary>
    public static IAnsiConsole WideConsole()
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Console.Profile.Width = RedirectedWidth;
        return AnsiConsole.Console;
    }

    private static Option<double> FloorOption()
    {
        var option = new Option<double>("--floor")
        {
            Description = "Smallest relative change that matters.",
            HelpName = "FRACTION",
            DefaultValueFactory = _ => 0.005,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and < 1))
                result.AddError("--floor takes a fraction between 0 and 1, such as 0.005 for 0.5 %.");
        });
        return option;
    }

    private const int FewestCases = 3;
    private const int RedirectedWidth = 180;
}
