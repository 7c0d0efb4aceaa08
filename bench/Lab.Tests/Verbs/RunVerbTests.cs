using System.Text.Json;
using PerfLab.Lab.Results;
using PerfLab.Lab.Tests.Support;

namespace PerfLab.Lab.Tests.Verbs;

/// <summary>Real runs of the lab in processes of their own, as short as they can be.</summary>
public sealed class RunVerbTests
{
    private const string Case = "aead/aes-256-gcm/seal/none/64B";

    [Fact]
    public async Task A_run_measures_stores_and_prints()
    {
        using var directory = new TemporaryDirectory();
        var result = await LabProcess.RunAsync("run", "--profile", WriteProfile(directory), "--filter", Case, "--output", directory.FullName);
        Assert.True(result.ExitCode == ExitCode.Good, result.Output + result.Errors);
        var run = RunStore.Load(directory.FullName);
        Assert.Equal([Case, "peer/dotnet/aes-256-gcm/seal/none/64B"], run.Cases.Select(c => c.Name));
        Assert.All(run.Cases, c => Assert.Equal(6, c.SamplesNs.Count)); // two launches of three iterations
        Assert.All(run.Cases, c => Assert.InRange(c.MedianNs!.Value, 1, 1e6));
        Assert.Equal(0, run.Cases[0].AllocatedBytes);
        Assert.Equal(run.Cases[1].MedianNs / run.Cases[0].MedianNs, run.Cases[0].PeerRatios["dotnet"]);
        Assert.Contains("x dotnet", result.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(directory.FullName, "run.json"), result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_that_takes_too_long_fails_the_run_and_is_in_the_record()
    {
        using var directory = new TemporaryDirectory();
        var profile = WriteProfile(directory, milliseconds: 10_000, caseSeconds: 2);
        var result = await LabProcess.RunAsync("run", "--profile", profile, "--filter", Case, "--output", directory.FullName, "--format", "json");
        Assert.Equal(ExitCode.Failed, result.ExitCode);
        var run = JsonSerializer.Deserialize(result.Output, ResultsJson.Default.RunRecord)!; // JSON and nothing else
        Assert.All(run.Cases, c => Assert.Equal(CaseRecord.Failed, c.Status));
        Assert.Contains("caseSeconds", run.Cases[0].Warnings[0], StringComparison.Ordinal);
        Assert.Equal(ResultsJson.Write(run), ResultsJson.Write(RunStore.Load(directory.FullName)));
    }

    [Theory]
    [InlineData("'--nope'", "run", "--nope")]
    [InlineData("'nosuch'", "run", "--profile", "nosuch")]
    [InlineData("5/2", "run", "--shard", "5/2")]
    [InlineData("'aead/nothing'", "run", "--filter", "aead/nothing")]
    [InlineData("'aead/nothing'", "list", "--filter", "aead/nothing")]
    [InlineData("'yaml'", "list", "--format", "yaml")]
    public async Task A_users_error_is_one_line_that_names_the_input_and_exit_code_2(string named, params string[] arguments)
    {
        var result = await LabProcess.RunAsync(arguments);
        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(named, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task List_prints_names_and_json_prints_only_json()
    {
        var text = await LabProcess.RunAsync("list", "--filter", "aead/*/1KiB");
        var json = await LabProcess.RunAsync("list", "--filter", "aead/*/1KiB", "--format", "json");
        string[] names = text.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(names, document.RootElement.EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Contains("aead/aes-256-gcm/seal/none/1KiB", names);
    }

    private static string WriteProfile(TemporaryDirectory directory, int milliseconds = 1, int caseSeconds = 60) => directory.Write("tiny.json", $$"""
        { "name": "tiny", "about": "a test", "cases": ["aead/*"], "peers": ["dotnet"], "launches": 2, "warmupIterations": 1,
          "iterations": 3, "iterationMilliseconds": {{milliseconds}}, "caseSeconds": {{caseSeconds}} }
        """);
}
