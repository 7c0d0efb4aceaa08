using System.Diagnostics;

namespace PerfLab.Lab.Tests.Support;

/// <summary>Runs the lab as a user does, in a process of its own.</summary>
internal static class LabProcess
{
    /// <summary>What a command line gave.</summary>
    internal sealed record Result(int ExitCode, string Output, string Errors);

    /// <summary>Runs a command line of the lab.</summary>
    public static Task<Result> RunAsync(params string[] arguments) =>
        RunAsync("dotnet", [typeof(CommandLine).Assembly.Location, .. arguments]);

    /// <summary>Runs any program in the repository's root.</summary>
    public static async Task<Result> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Result(process.ExitCode, await output, await errors);
    }
}
