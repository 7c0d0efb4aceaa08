using PerfLab.Lab.Results;
using PerfLab.Lab.Run;

namespace PerfLab.Lab.Verbs;

/// <summary>Progress of a run: one line that is written over on a terminal, a line per launch elsewhere.</summary>
internal sealed class RunProgress(TextWriter output)
{
    private readonly bool _rewrites = output == Console.Out && !Console.IsOutputRedirected;

    public void Show(LaunchDone launch)
    {
        var result = launch.Result.Error is null ? $"{MedianInterval.MedianOf(launch.Result.SamplesNs):N1} ns" : $"FAILED: {launch.Result.Error}";
        var line = $"[{launch.Done}/{launch.Total}] {launch.Name}  {result}";
        if (!_rewrites)
        {
            output.WriteLine(line);
        }
        else if (launch.Done == launch.Total)
        {
            output.Write("\r\e[K");
        }
        else if (launch.Result.Error is not null)
        {
            output.WriteLine("\r\e[K" + line);
        }
        else
        {
            output.Write("\r\e[K" + (line.Length < Console.WindowWidth ? line : line[..Math.Max(0, Console.WindowWidth - 1)]));
        }
    }
}
