using System.CommandLine;

namespace PerfLab.Lab.Verbs;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    /// <summary>--filter GLOB.</summary>
    public static Option<string?> Filter() => new("--filter")
    {
        Description = "Only cases whose name matches; '*' stands for any characters, '/' among them.",
        HelpName = "GLOB",
    };

    /// <summary>--format with the given choices; the first is the default.</summary>
    public static Option<string> Format(params string[] choices)
    {
        var option = new Option<string>("--format")
        {
            Description = $"How to print: {string.Join(", ", choices)}.",
            DefaultValueFactory = _ => choices[0],
        };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }
}
