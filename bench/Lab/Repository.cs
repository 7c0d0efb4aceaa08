namespace PerfLab.Lab;

/// <summary>Where the repository lies: profiles are read and runs are stored below its root.</summary>
internal static class Repository
{
    private const string Landmark = "PerfLab.sln";

    /// <summary>The first directory with the solution at or above the current one, else above this program, else the current one.</summary>
    public static string Root { get; } =
        RootAbove(Environment.CurrentDirectory) ?? RootAbove(AppContext.BaseDirectory) ?? Environment.CurrentDirectory;

    private static string? RootAbove(string directory)
    {
        for (var d = new DirectoryInfo(directory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, Landmark)))
            {
                return d.FullName;
            }
        }

        return null;
    }
}
