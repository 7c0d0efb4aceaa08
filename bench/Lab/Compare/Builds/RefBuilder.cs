// Builds bench/Cases (and core/Sealing with it) of a state of the repository, once: artifacts/refs/<tree>/ holds the
// assemblies of every tree that was built. Sources are taken out beside it for the time of the build only.

using System.Diagnostics;

namespace PerfLab.Lab.Compare.Builds;

/// <param name="repository">The root of the working tree.</param>
internal sealed class RefBuilder(string repository)
{
    private readonly string cache = Path.Combine(repository, "artifacts", "refs");

    /// <summary>The folder with PerfLab.Cases.dll of the tree.</summary>
    /// <param name="side">"base" or "candidate", for messages.</param>
    /// <param name="source">What to build.</param>
    /// <param name="copy">Distinguishes builds of one tree: "" or, for a comparison of a tree with itself, another name.</param>
    /// <param name="cancel">Ends the compiler and leaves nothing half-built behind.</param>
    /// <exception cref="UserException">It does not build; the message has the compiler's first errors.</exception>
    public async Task<string> BuildAsync(string side, GitTree source, string copy, CancellationToken cancel)
    {
        string done = Path.Combine(cache, source.Tree + copy);
        if (File.Exists(Path.Combine(done, CasesAssembly)))
            return done;

        string work = Path.Combine(cache, $"{source.Tree[..ShortLength]}{copy}-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(work);
            string sources = Path.Combine(work, "src");
            await source.ExtractAsync(repository, sources, cancel);
            await CompileAsync(side, source, sources, Path.Combine(work, "out"), cancel);
            KeepResult(Path.Combine(work, "out", "bin", "Cases", "release"), done);
            return done;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task CompileAsync(string side, GitTree source, string sources, string output, CancellationToken cancel)
    {
        string project = Path.Combine(sources, "bench", "Cases", "Cases.csproj");
        if (!File.Exists(project))
            throw new UserException($"{side} {source.Label} has no bench/Cases to compare; choose a newer commit.");

        ToolResult result = await Tool.RunAsync(Compiler(project, output), cancel);
        if (result.ExitCode != 0)
            throw new UserException($"{side} {source.Label} does not build:\n{FirstErrors(result.Output + result.Errors, sources)}");
    }

    /// <summary>No servers that would outlive the build; no analyzers, since an old commit is measured and not reviewed.</summary>
    private static ProcessStartInfo Compiler(string project, string output) =>
        new("dotnet", ["build", project, "--configuration", "Release", "--nologo", "--verbosity", "quiet", "-nodeReuse:false",
            "-p:ArtifactsPath=" + output, "-p:CopyLocalLockFileAssemblies=true", "-p:UseSharedCompilation=false",
            "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false",
            "-p:GenerateDocumentationFile=false", "-p:WarningLevel=0"])
        { WorkingDirectory = Path.GetDirectoryName(project) };

    private static void KeepResult(string built, string done)
    {
        if (!Directory.Exists(done))
            Directory.Move(built, done);
    }

    private static string FirstErrors(string text, string sources)
    {
        string[] errors = [.. text.Split('\n')
            .Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
            .Select(line => line.Trim().Replace(sources + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))
            .Select(line => line.Split(" [", 2)[0])
            .Distinct()
            .Take(ErrorsShown)];
        return errors.Length > 0 ? string.Join('\n', errors.Select(e => "  " + e)) : text.Trim();
    }

    private const string CasesAssembly = "PerfLab.Cases.dll";
    private const int ErrorsShown = 5;
    private const int ShortLength = 12;
}
