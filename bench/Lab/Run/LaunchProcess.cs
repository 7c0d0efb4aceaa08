using System.Diagnostics;
using System.Text.Json;

namespace PerfLab.Lab.Run;

/// <summary>Runs one launch of one case in a process of its own: this program with its hidden verb.</summary>
internal static class LaunchProcess
{
    private const string ProgramName = "perflab";

    // Hot methods are compiled again after 10 ms in which no new method was met, not after 100: a launch is steady sooner,
    // and what is compiled is the same. Without any delay the start-up code of the process would be compiled again too.
    private const string TierUpDelay = "DOTNET_TC_CallCountingDelayMs";
    private const string TierUpMilliseconds = "A"; // the runtime reads hexadecimal
    private const int ErrorTail = 400;

    private static string DotnetHost => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Starts the process and waits for its measurement; a process that crashes, prints nonsense or takes longer than
    /// <paramref name="limit"/> is a failed launch.</summary>
    public static async Task<CaseMeasurement> MeasureAsync(string name, LaunchSettings settings, TimeSpan limit, CancellationToken cancellation)
    {
        using var process = Process.Start(StartInfo(name, settings))!;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(stop.Token);
            var errors = process.StandardError.ReadToEndAsync(stop.Token);
            await process.WaitForExitAsync(stop.Token);
            return Read(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return CaseMeasurement.Failure($"The launch took longer than {limit.TotalSeconds:0} s (caseSeconds of the profile).");
        }
        finally
        {
            Kill(process);
        }
    }

    private static ProcessStartInfo StartInfo(string name, LaunchSettings settings)
    {
        var isHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == ProgramName;
        string[] arguments = [.. LaunchArguments.Of(name, settings)];
        var start = isHost
            ? new ProcessStartInfo(Environment.ProcessPath!, arguments)
            : new ProcessStartInfo(DotnetHost, [typeof(LaunchProcess).Assembly.Location, .. arguments]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        TierUpSoon(start);
        return start;
    }

    /// <summary>Lets a process that measures a case reach its final code sooner.</summary>
    public static void TierUpSoon(ProcessStartInfo start) => start.Environment[TierUpDelay] = TierUpMilliseconds;

    private static CaseMeasurement Read(int exitCode, string output, string errors)
    {
        try
        {
            if (exitCode == 0 && JsonSerializer.Deserialize(output, MeasurementJson.Default.CaseMeasurement) is { } measurement)
            {
                return measurement;
            }
        }
        catch (JsonException)
        {
            // told below
        }

        var tail = errors.Trim();
        return CaseMeasurement.Failure($"The measuring process ended with code {exitCode}: {tail[Math.Max(0, tail.Length - ErrorTail)..]}");
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }
}
