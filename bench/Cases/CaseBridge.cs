namespace PerfLab.Cases;

/// <summary>The cases through framework types only, so that a sampler can call, by reflection, the cases of another
/// version of this assembly in a load context of its own. These three signatures never change.</summary>
public static class CaseBridge
{
    /// <summary>The names of all cases of this build.</summary>
    public static string[] Names() => [.. CaseList.All.Select(c => c.Name)];

    /// <summary>Payload bytes of one operation.</summary>
    /// <exception cref="ArgumentException">This build has no case of that name.</exception>
    public static long SizeBytes(string name) => CaseList.Find(name).SizeBytes;

    /// <summary>Prepares and checks a case; the delegate runs as many operations as it is told.</summary>
    /// <exception cref="ArgumentException">This build has no case of that name.</exception>
    /// <exception cref="CaseFailedException">The operation does not give the right result.</exception>
    public static Action<long> Prepare(string name) => CaseList.Find(name).Prepare();
}
