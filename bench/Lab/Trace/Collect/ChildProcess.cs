using System.Diagnostics;
using System.Globalization;
using System.Text;
using PerfLab.Lab.Run;

namespace PerfLab.Lab.Trace.Collect;

/// <summary>The parent's end of <see cref="TracedChild"/>. Every wait ends with the plan's timeout.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly TracePlan _plan;
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly CancellationTokenSource _timeout;

    public ChildProcess(TracePlan plan, CancellationToken cancellation)
    {
        _plan = plan;
        _timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _timeout.CancelAfter(plan.Timeout);

        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        LaunchProcess.TierUpSoon(start);
        string[] command = ["exec", typeof(ChildProcess).Assembly.Location, TracedChild.Verb, plan.Case, $"{plan.Iterations}", $"{plan.IterationMilliseconds}"];
        foreach (string argument in command) start.ArgumentList.Add(argument);
        if (plan.Cases is { } cases)
        {
            start.ArgumentList.Add(Path.GetFullPath(cases.Assembly));
            start.ArgumentList.Add(cases.Type);
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Waits until the case is warm.</summary>
    /// <returns>Nanoseconds per operation, about.</returns>
    public double WaitUntilReady() =>
        double.Parse(WaitFor(TracedChild.Ready)[TracedChild.Ready.Length..], CultureInfo.InvariantCulture);

    /// <summary>Lets the child run its iterations, and waits for their end.</summary>
    public void RunIterations()
    {
        _process.StandardInput.WriteLine(TracedChild.Go);
        _process.StandardInput.Flush();
        WaitFor(TracedChild.Done);
    }

    /// <summary>Ends the child, whatever state it is in.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(milliseconds: 5000)) _process.Kill(entireProcessTree: true);
        }
        catch (IOException)
        {
            // It has gone already.
        }

        _process.Dispose();
        _timeout.Dispose();
    }

    private string WaitFor(string prefix)
    {
        try
        {
            while (_process.StandardOutput.ReadLineAsync(_timeout.Token).AsTask().GetAwaiter().GetResult() is { } line)
            {
                if (line.StartsWith(prefix, StringComparison.Ordinal)) return line;
            }
        }
        catch (OperationCanceledException) when (_timeout.IsCancellationRequested)
        {
            _process.Kill(entireProcessTree: true);
            throw new TraceFailedException($"{_plan.Case}: no answer within {_plan.Timeout.TotalSeconds:F0} s.");
        }

        _process.WaitForExit();
        throw new TraceFailedException($"{_plan.Case}: the traced process ended early: {_errors.ToString().Trim()}");
    }
}
