using System.Text.RegularExpressions;

namespace PerfLab.Lab.Tests;

/// <summary>Dependencies inside the lab point one way: read from the using lines of every source file.</summary>
public sealed partial class LayeringTests
{
    // Folder of bench/Lab -> the folders that it may use. Verbs and the files beside Program may use all.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Results"] = [],
        ["Peers"] = [],
        ["Suites"] = ["Peers"],
        ["Run"] = ["Results", "Peers", "Suites"],
        ["Compare"] = ["Results"],
        ["Report"] = ["Results", "Compare", "Peers"],
        ["Trace"] = ["Results", "Run", "Peers"],
        ["Verify"] = ["Results"],
        ["Pipes"] = ["Peers"],
    };

    private static readonly string[] MayUseBenchmarkDotNet = ["Run", "Suites"];

    [Fact]
    public void Each_folder_uses_only_what_lies_below_it()
    {
        var files = SourceFiles("Lab").ToArray();
        Assert.NotEmpty(files);
        Assert.All(files.Where(f => Allowed.ContainsKey(f.Folder)), file =>
        {
            var used = LabUsing().Matches(file.Text).Select(m => m.Groups[1].Value).Where(folder => folder != file.Folder);
            Assert.True(used.All(Allowed[file.Folder].Contains), $"{file.Path} uses {string.Join(", ", used)}");
        });
    }

    [Fact]
    public void Only_Run_and_Suites_see_BenchmarkDotNet() => Assert.All(
        SourceFiles("Lab").Where(f => !MayUseBenchmarkDotNet.Contains(f.Folder)),
        file => Assert.False(file.Text.Contains("using BenchmarkDotNet", StringComparison.Ordinal), file.Path));

    [Fact]
    public void Cases_see_neither_the_lab_nor_BenchmarkDotNet() => Assert.All(
        SourceFiles("Cases"),
        file => Assert.False(file.Text.Contains("using PerfLab.Lab", StringComparison.Ordinal) || file.Text.Contains("BenchmarkDotNet;", StringComparison.Ordinal), file.Path));

    [Fact]
    public void Every_folder_with_sources_has_a_rule() => Assert.All(
        SourceFiles("Lab").Select(f => f.Folder).Distinct(),
        folder => Assert.True(folder is "" or "Verbs" || Allowed.ContainsKey(folder), folder));

    private static IEnumerable<(string Path, string Folder, string Text)> SourceFiles(string project)
    {
        var root = Path.Combine(Repository.Root, "bench", project);
        return from path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
               let parts = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)
               where parts[0] is not ("bin" or "obj")
               select (path, parts.Length > 1 ? parts[0] : "", File.ReadAllText(path));
    }

    [GeneratedRegex(@"^using (?:static )?PerfLab\.Lab\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex LabUsing();
}
