// Starts the sampler as a process of its own (this program's hidden verb), hands it a plan and reads its samples.

using System.Diagnostics;
using System.Text.Json;

namespace PerfLab.Lab.Compare.Sampling;

internal static class SamplerProcess
{
    /// <summary>The verb that <see cref="Start"/> calls this program with.</summary>
    public const string Verb = "sampler";

    /// <summary>
    /// The samples of one launch. Every case of the plan has one; when the process dies or hangs, the case that it was at
    /// has an error and the cases after it are left out.
    /// </summary>
    public static async Task<IReadOnlyList<CaseSample>> LaunchAsync(SamplerPlan plan, CancellationToken cancel)
    {
        var lines = new List<string>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience(plan));
        string ending;
        try
        {
            string request = JsonSerializer.Serialize(plan, SamplerJson.Default.SamplerPlan);
            ToolResult result = await Tool.RunAsync(Start(), limit.Token, request, lines.Add);
            ending = $"the sampler ended with exit code {result.ExitCode}: {FirstLine(result.Errors)}";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            ending = $"no result within {Patience(plan).TotalSeconds:0} s";
        }

        CaseSample[] samples = [.. lines.Where(IsSample).Select(Parse)];
        var seen = samples.Select(s => s.Case).ToHashSet();
        return plan.Cases.FirstOrDefault(c => !seen.Contains(c)) is { } culprit
            ? [.. samples, CaseSample.Failed(culprit, ending)]
            : samples;
    }

    /// <summary>Call counting begins at once instead of after 100 quiet milliseconds, which would be most of the warm-up.</summary>
    private static ProcessStartInfo Start() =>
        new("dotnet", [typeof(SamplerProcess).Assembly.Location, Verb]) { Environment = { ["DOTNET_TC_CallCountingDelayMs"] = "0" } };

    /// <summary>Whatever else a case may print is no sample.</summary>
    private static bool IsSample(string line) => line.StartsWith('{');

    private static CaseSample Parse(string line) =>
        JsonSerializer.Deserialize(line, SamplerJson.Default.CaseSample) ?? throw new InvalidDataException("The sampler wrote null.");

    private static TimeSpan Patience(SamplerPlan plan) =>
        TimeSpan.FromSeconds(60) + TimeSpan.FromMilliseconds(plan.Cases.Length * 10L * (plan.Milliseconds + 200));

    private static string FirstLine(string text) => text.Trim().Split('\n')[0];
}
