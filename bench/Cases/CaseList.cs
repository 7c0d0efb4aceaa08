namespace PerfLab.Cases;

/// <summary>All cases of this build, in the order in which they are measured. The families are listed here and nowhere else.</summary>
public static class CaseList
{
    private static readonly Lazy<Dictionary<string, Case>> ByName = new(() => All!.ToDictionary(c => c.Name));

    /// <summary>The cases. Peers are not here: they live with the lab.</summary>
    public static IReadOnlyList<Case> All { get; } =
    [
        .. AeadCases.All(), .. KerberosCases.All(), .. NtlmCases.All(), .. PipeCases.All(), .. NativeCases.All(), .. KernelCases.All(), .. TraceCases.All(),
    ];

    /// <summary>The case of a name.</summary>
    /// <exception cref="ArgumentException">This build has no case of that name.</exception>
    public static Case Find(string name) =>
        ByName.Value.TryGetValue(name, out var found) ? found : throw new ArgumentException($"No case is named '{name}'.", nameof(name));
}
