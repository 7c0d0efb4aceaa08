namespace PerfLab.Lab;

/// <summary>The exit codes of every verb.</summary>
internal static class ExitCode
{
    /// <summary>Good.</summary>
    public const int Good = 0;

    /// <summary>A gate, a case or a vector failed.</summary>
    public const int Failed = 1;

    /// <summary>Usage, unreadable input or incomparable runs.</summary>
    public const int Usage = 2;

    /// <summary>Could not tell within the budget.</summary>
    public const int Underpowered = 3;

    /// <summary>Ended by Ctrl-C, as shells count it.</summary>
    public const int Cancelled = 130;
}
