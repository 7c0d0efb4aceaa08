using System.CommandLine.Parsing;
using System.Globalization;

namespace PerfLab.Lab.Verbs;

/// <summary>Durations as users write them: 90s, 2m, 1.5h, 500ms.</summary>
internal static class TimeSpanText
{
    /// <summary>For an option's parser.</summary>
    public static TimeSpan? Parse(ArgumentResult argument)
    {
        string text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (TryParse(text, out TimeSpan value))
            return value;

        argument.AddError($"'{text}' is not a duration; write it like 90s, 2m or 1h.");
        return null;
    }

    public static bool TryParse(string text, out TimeSpan value)
    {
        (string unit, double seconds) = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.Ordinal), ("", 0));
        bool read = double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        value = TimeSpan.FromSeconds(read && number * seconds < 1e9 ? number * seconds : 0);
        return value > TimeSpan.Zero;
    }

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];
}
