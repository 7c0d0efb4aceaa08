using Microsoft.Diagnostics.Tracing.Etlx;
using PerfLab.Lab.Trace.Questions;

namespace PerfLab.Lab.Trace;

/// <summary>Reads trace files of perflab trace.</summary>
internal static class TraceReader
{
    private const int FewSamples = 100;

    /// <summary>The traces a path means: a file, or all traces of a folder, sorted by name.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static IReadOnlyList<string> FilesAt(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new UserException($"'{path}' is neither a trace nor a folder of traces.");
        string[] files = [.. Directory.GetFiles(path).Where(IsTrace).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new UserException($"No .nettrace or .etl is in '{path}'; record some with: perflab trace --output {path}");
    }

    /// <summary>Asks all questions of a trace.</summary>
    /// <exception cref="UserException">The file is no trace of perflab trace, or is damaged.</exception>
    public static CaseAnalysis Read(string file)
    {
        string etlx = Path.Combine(Path.GetTempPath(), $"perflab-{Guid.NewGuid():N}.etlx");
        try
        {
            using TraceLog log = Open(file, etlx);
            return Ask(log, file);
        }
        finally
        {
            File.Delete(etlx);
        }
    }

    private static bool IsTrace(string file) => Path.GetExtension(file) is ".nettrace" or ".etl";

    private static TraceLog Open(string file, string etlx)
    {
        bool etl = Path.GetExtension(file) == ".etl";
        if (etl && !OperatingSystem.IsWindows())
            throw new UserException($"'{file}' is an ETW trace; only Windows can read it. Record a .nettrace instead (perflab trace without --etw).");

        try
        {
            var options = new TraceLogOptions { ContinueOnError = false };
            return TraceLog.OpenOrConvert(etl
                ? TraceLog.CreateFromEventTraceLogFile(file, etlx, options)
                : TraceLog.CreateFromEventPipeDataFile(file, etlx, options));
        }
        catch (Exception e) when (e is not (UserException or OutOfMemoryException))
        {
            throw new UserException($"'{file}' cannot be read as a trace ({e.Message}); is it cut off, or of another kind?", e);
        }
    }

    private static CaseAnalysis Ask(TraceLog log, string file)
    {
        var windows = new MeasuredWindows();
        var cpu = new CpuQuestion();
        var allocation = new AllocationQuestion();
        var gc = new GcQuestion();
        var jit = new JitQuestion();
        var exception = new ExceptionQuestion();
        var message = new MessageQuestion();

        using TraceLogEventSource events = log.Events.GetSource();
        foreach (ITraceQuestion question in new ITraceQuestion[] { windows, cpu, allocation, gc, jit, exception, message })
            question.Listen(events, windows);
        events.Process();

        if (windows.Case is null || windows.Iterations.Count == 0)
            throw new UserException($"'{file}' holds no measured iteration; only traces that perflab trace has recorded can be analysed.");

        long operations = windows.Iterations.Sum(i => i.Operations);
        double nsPerOperation = (double)windows.Iterations.Sum(i => i.Nanoseconds) / operations;
        return new CaseAnalysis(
            windows.Case,
            Path.GetFileName(file),
            windows.SizeBytes,
            windows.Iterations.Count,
            operations,
            nsPerOperation,
            (double)windows.Iterations.Sum(i => i.AllocatedBytes) / operations,
            cpu.Tree.Count,
            Costs(cpu.Tree, nsPerOperation),
            allocation.Sites,
            gc.Pauses,
            jit.Methods,
            exception.Counts,
            message.Latencies,
            message.Refused,
            Warn(log, cpu, jit))
        {
            Tree = cpu.Tree,
        };
    }

    private static FrameCost[] Costs(FrameTree tree, double nsPerOperation) =>
        [.. tree.ByFrame()
            .Select(f => new FrameCost(
                f.Key,
                f.Value.Exclusive * nsPerOperation / tree.Count,
                f.Value.Inclusive * nsPerOperation / tree.Count,
                f.Value.Exclusive,
                f.Value.Inclusive))
            .OrderByDescending(f => f.ExclusiveSamples)
            .ThenByDescending(f => f.InclusiveSamples)
            .ThenBy(f => f.Frame, StringComparer.Ordinal)];

    private static List<string> Warn(TraceLog log, CpuQuestion cpu, JitQuestion jit)
    {
        var warnings = new List<string>();
        if (log.EventsLost > 0) warnings.Add($"{log.EventsLost} events were lost: counts are too low");
        if (cpu.Tree.Count < FewSamples) warnings.Add($"only {cpu.Tree.Count} CPU samples: shares are rough");
        if (cpu.AtPolls > cpu.Tree.Count) warnings.Add($"{cpu.AtPolls} CPU samples were at polls of the runtime and are left out: shares are rough");
        if (jit.Methods.Count > 0)
            warnings.Add($"{jit.Methods.Count} methods got new code inside measured iterations: not steady state");
        return warnings;
    }
}
