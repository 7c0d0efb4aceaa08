using PerfLab.Lab.Run;

namespace PerfLab.Lab.Trace.Collect;

/// <summary>One case to be traced.</summary>
/// <param name="Case">Its name.</param>
/// <param name="File">Where the trace goes.</param>
/// <param name="Cases">Where the case comes from; null for this program's own cases.</param>
/// <param name="Iterations">Measured iterations.</param>
/// <param name="IterationMilliseconds">Length of an iteration, about.</param>
/// <param name="Timeout">A case that takes longer has failed.</param>
/// <param name="MessagesPerSecond">About how many message events are written.</param>
internal sealed record TracePlan(
    string Case,
    string File,
    CaseSource? Cases,
    int Iterations,
    int IterationMilliseconds,
    TimeSpan Timeout,
    int MessagesPerSecond = TracePlan.DefaultMessagesPerSecond)
{
    /// <summary>A rate that costs a case about 1 %: an event with its stack takes 1 to 5 us.</summary>
    public const int DefaultMessagesPerSecond = 2000;

    /// <summary>One of how many messages is written.</summary>
    public int SampleEvery(double nanosecondsPerOperation) =>
        (int)Math.Clamp(1e9 / nanosecondsPerOperation / MessagesPerSecond, 1, 1_000_000);

    /// <summary>A case of this program, traced as a profile says.</summary>
    public static TracePlan For(string name, Profile profile, string folder, string extension) => new(
        name,
        Path.Combine(folder, FileName(name, extension)),
        Cases: null,
        profile.Iterations,
        profile.IterationMilliseconds,
        TimeSpan.FromSeconds(profile.CaseSeconds));

    /// <summary>The file of a case: its name with every slash as an underscore, so that files sort as cases do.</summary>
    public static string FileName(string caseName, string extension) => caseName.Replace('/', '_') + extension;
}

/// <summary>A class with the signatures of PerfLab.Cases.CaseBridge, in an assembly.</summary>
internal sealed record CaseSource(string Assembly, string Type = "PerfLab.Cases.CaseBridge");
