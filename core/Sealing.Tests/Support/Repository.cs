namespace PerfLab.Sealing.Tests.Support;

/// <summary>The sources that the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    internal static IEnumerable<(string Path, string[] Lines)> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllLines(path)));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "PerfLab.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run from a folder below PerfLab.sln.");
    }
}
