using System.Diagnostics;

namespace PerfLab.Lab.Results;

/// <summary>The commit that was measured, as git tells it.</summary>
internal sealed record SourceVersion(string Commit, bool Dirty)
{
    private const int ShortLength = 10;

    /// <summary>Of the repository around <paramref name="directory"/>; "unknown" where there is no git or no repository.</summary>
    public static SourceVersion Of(string directory) =>
        Git(directory, "rev-parse", "HEAD") is { Length: > ShortLength } commit
            ? new SourceVersion(commit[..ShortLength], Git(directory, "status", "--porcelain") is not "")
            : new SourceVersion("unknown", true);

    private static string? Git(string directory, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
