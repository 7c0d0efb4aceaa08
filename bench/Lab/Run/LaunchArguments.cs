namespace PerfLab.Lab.Run;

/// <summary>The hidden verb by which the lab asks a process of its own for one launch, and how its options are called.</summary>
internal static class LaunchArguments
{
    public const string Verb = "measure-launch";
    public const string Warmup = "--warmup";
    public const string Iterations = "--iterations";
    public const string Milliseconds = "--milliseconds";

    /// <summary>The command line that asks for a launch.</summary>
    public static IEnumerable<string> Of(string name, LaunchSettings settings) =>
    [
        Verb, name,
        Warmup, $"{settings.WarmupIterations}",
        Iterations, $"{settings.Iterations}",
        Milliseconds, $"{settings.IterationMilliseconds}",
    ];
}
