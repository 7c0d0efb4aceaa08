using PerfLab.Lab.Tests.Support;

namespace PerfLab.Lab.Tests;

/// <summary>run-bench.ps1 through the PowerShell tool of dotnet-tools.json.</summary>
public sealed class RunBenchScriptTests
{
    [Fact]
    public async Task The_script_passes_arguments_and_exit_codes_through()
    {
        var restored = await LabProcess.RunAsync("dotnet", ["tool", "restore"]);
        if (restored.ExitCode != 0)
        {
            Assert.Skip("The PowerShell tool cannot be restored here.");
        }

        var good = await ScriptAsync("-Verb", "list", "-Filter", "aead/aes-256-gcm/seal/none/64B");
        Assert.True(good.ExitCode == ExitCode.Good, good.Output + good.Errors);
        Assert.EndsWith("aead/aes-256-gcm/seal/none/64B", good.Output.TrimEnd(), StringComparison.Ordinal);

        var bad = await ScriptAsync("-Profile", "nosuch");
        Assert.Equal(ExitCode.Usage, bad.ExitCode);
        Assert.Contains("'nosuch'", bad.Errors + bad.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_script_is_plain_ascii_and_avoids_what_PowerShell_5_lacks()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "run-bench.ps1"));
        Assert.All(text, c => Assert.InRange(c, '\n', '~'));
        Assert.DoesNotContain("&&", text, StringComparison.Ordinal);
        Assert.DoesNotContain("??", text, StringComparison.Ordinal);
        Assert.DoesNotContain("$IsLinux", text, StringComparison.OrdinalIgnoreCase);
    }

    private static Task<LabProcess.Result> ScriptAsync(params string[] arguments) =>
        LabProcess.RunAsync("dotnet", ["pwsh", "-NoProfile", "./run-bench.ps1", .. arguments]);
}
