using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Tests;

/// <summary>What the README says is true: its commands exist, and its figures are those of the stored run.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string s_readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    public static TheoryData<string> LabCommands()
    {
        var data = new TheoryData<string>();
        foreach (Match match in LabCommand().Matches(s_readme))
        {
            data.Add(match.Groups["arguments"].Value.Split('#')[0].Trim());
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LabCommands))]
    public void Every_command_of_the_lab_is_one_that_it_takes(string arguments) =>
        Assert.Empty(CommandLine.Create().Parse(arguments.Replace("'", "\"", StringComparison.Ordinal)).Errors);

    [Fact]
    public void Every_folder_and_script_named_exists()
    {
        string[] named = [.. FolderCell().Matches(s_readme).Select(m => m.Groups[1].Value)];
        Assert.Contains("core/Sealing", named);
        Assert.All(named.Append("run-bench.ps1").Append(".ci/run"), path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    [Fact]
    public void Every_table_of_figures_is_that_of_its_stored_run()
    {
        Match[] tables = FigureTable().Matches(s_readme).ToArray();
        Dictionary<string, string> stored = Baselines();
        Assert.Equal(stored.Keys.Order(), tables.Select(t => t.Groups["name"].Value).Order());
        Assert.All(tables, table =>
        {
            string expected = TableOf(RunStore.Load(stored[table.Groups["name"].Value]));
            Assert.True(table.Groups["rows"].Value.Trim() == expected, $"README.md should hold between its table marks:{Environment.NewLine}{expected}");
        });
    }

    private static Dictionary<string, string> Baselines()
    {
        string results = Path.Combine(Repository.Root, "results");
        Dictionary<string, string> named = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(results, "baselines.json")))!;
        return named.ToDictionary(n => n.Key, n => Path.Combine(results, n.Value, RunStore.FileName));
    }

    private static string TableOf(RunRecord run)
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        text.Append(culture, $"{run.Machine.Cpu}, {run.Machine.Cores} cores (a shared virtual machine), {run.Machine.Runtime}; commit {run.Commit[..10]}, profile {run.Profile.Name}, {run.Utc:yyyy-MM-dd}.").Append('\n');
        text.Append("\n| case | ns | GB/s | B/op | peer's time over ours |\n|---|---:|---:|---:|---|\n");
        foreach (CaseRecord c in run.Cases.Where(c => !c.Name.StartsWith("peer/", StringComparison.Ordinal)))
        {
            string peers = string.Join(", ", c.PeerRatios.Select(p => string.Create(culture, $"{p.Key} {p.Value:0.00}")));
            text.Append(culture, $"| {c.Name} | {c.MedianNs:#,0.#} | {c.GbPerSecond:0.00} | {c.AllocatedBytes:0.##} | {peers} |").Append('\n');
        }

        return text.ToString().Trim();
    }

    [GeneratedRegex(@"--project bench/Lab(?: --)?(?<arguments>[^\n`]*)")]
    private static partial Regex LabCommand();

    [GeneratedRegex(@"<!-- table:(?<name>\w+) -->(?<rows>.*?)<!-- /table -->", RegexOptions.Singleline)]
    private static partial Regex FigureTable();

    [GeneratedRegex(@"^\| `([\w./]+)` \|", RegexOptions.Multiline)]
    private static partial Regex FolderCell();
}
