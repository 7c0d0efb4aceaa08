namespace PerfLab.Lab.Trace.Collect;

/// <summary>One case to be traced.</summary>
/// <param name="Case">Its name.</param>
/// <param name="File">Where the trace goes.</param>
/// <param name="Cases">Where the case comes from; null for this program's own cases.</param>
/// <param name="Iterations">Measured iterations.</param>
/// <param name="IterationMilliseconds">Length of an iteration, about.</param>
/// <param name="Timeout">A case that takes longer has failed.</param>
internal sealed record TracePlan(
    string Case,
    string File,
    CaseSource? Cases,
    int Iterations,
    int IterationMilliseconds,
    TimeSpan Timeout)
{
    /// <summary>The file of a case: its name with every slash as an underscore, so that files sort as cases do.</summary>
    public static string FileName(string caseName, string extension) => caseName.Replace('/', '_') + extension;
}

/// <summary>A class with the signatures of PerfLab.Cases.CaseBridge, in an assembly.</summary>
internal sealed record CaseSource(string Assembly, string Type = "PerfLab.Cases.CaseBridge");
