// Runs a program of the machine (git, dotnet, valgrind, the sampler) to its end, or ends it and its children when cancelled.

using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace PerfLab.Lab.Compare;

/// <param name="ExitCode">The program's exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);

internal static class Tool
{
    /// <summary>Runs to the end; each line of standard output also goes to <paramref name="onLine"/> as it comes.</summary>
    /// <exception cref="UserException">There is no such program.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the program and its children are gone.</exception>
    public static async Task<ToolResult> RunAsync(
        ProcessStartInfo start, CancellationToken cancel, string? inputLine = null, Action<string>? onLine = null)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        using var process = new Process { StartInfo = start };
        StringBuilder output = new(), errors = new();
        process.OutputDataReceived += (_, e) => Take(output, e.Data, onLine);
        process.ErrorDataReceived += (_, e) => Take(errors, e.Data, null);
        Start(process);
        try
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (inputLine is null)
                process.StandardInput.Close();
            else
                await SendAsync(process, inputLine);
            await process.WaitForExitAsync(cancel);
            return new ToolResult(process.ExitCode, output.ToString(), errors.ToString());
        }
        finally
        {
            await EndAsync(process);
        }
    }

    /// <summary>Standard input stays open after the line: a child that reads on learns that its parent has died.</summary>
    private static async Task SendAsync(Process process, string line)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(line);
            await process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // The child ended before it read; its exit code tells why.
        }
    }

    private static void Take(StringBuilder text, string? line, Action<string>? onLine)
    {
        if (line is null)
            return;

        lock (text)
            text.Append(line).Append('\n');
        onLine?.Invoke(line);
    }

    private static void Start(Process process)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new UserException($"Cannot start '{process.StartInfo.FileName}': {e.Message}. Install it or put it on the PATH.", e);
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited)
            return;

        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }
}
