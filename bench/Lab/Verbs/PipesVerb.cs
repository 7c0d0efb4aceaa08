using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using PerfLab.Lab.Pipes;
using PerfLab.Lab.Run;
using Spectre.Console;

namespace PerfLab.Lab.Verbs;

/// <summary>Sealed pipes and their peers over loopback sockets: throughput, latency percentiles, allocations, scaling.</summary>
internal static class PipesVerb
{
    private static readonly Option<string?> Filter = CommonOptions.Filter();
    private static readonly Option<string> Format = CommonOptions.Format("text", "json");
    private static readonly Option<string?> Output = new("--output") { Description = "Store the results in this file as well.", HelpName = "FILE" };
    private static readonly Option<int[]> Cores = List("--cores", "Cores to run on, one table each.", 1, 2);
    private static readonly Option<int[]> Connections = List("--connections", "Connections at once.", 1, 10, 1000);
    private static readonly Option<int[]> Sizes = List("--sizes", "Bytes of a message.", 1024, 16 * 1024);
    private static readonly Option<double> Seconds = new("--seconds") { Description = "Measured time per row.", DefaultValueFactory = _ => 2 };
    private static readonly Option<bool> Pinned = new("--pinned") { Hidden = true };

    public static Command Create()
    {
        var command = new Command("pipes", "Measures sealed pipes, SslStream and NegotiateStream over loopback sockets.")
        {
            Filter, Cores, Connections, Sizes, Seconds, Output, Format, Pinned,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        bool pinned = arguments.GetValue(Pinned);
        var results = new List<LoopbackResult>();
        foreach (int cores in arguments.GetValue(Cores)!)
        {
            results.AddRange(pinned ? await MeasureAsync(arguments, cores) : await MeasurePinnedAsync(arguments, cores, cancellation));
        }

        string json = JsonSerializer.Serialize([.. results], LoopbackJson.Default.LoopbackResultArray);
        if (arguments.GetValue(Output) is { } file)
        {
            await File.WriteAllTextAsync(file, json, cancellation);
        }

        if (arguments.GetValue(Format) == "json")
        {
            Console.Out.WriteLine(json);
        }
        else
        {
            Print(results);
        }

        return ExitCode.Good;
    }

    private static async Task<List<LoopbackResult>> MeasureAsync(ParseResult arguments, int cores)
    {
        var results = new List<LoopbackResult>();
        var time = TimeSpan.FromSeconds(arguments.GetValue(Seconds));
        string? filter = arguments.GetValue(Filter);
        foreach (int connections in arguments.GetValue(Connections)!)
        {
            foreach (int size in arguments.GetValue(Sizes)!)
            {
                foreach (LoopbackSubject subject in LoopbackSubject.All.Where(s => s.Absence is null && (filter is null || CaseSelection.Matches(filter, s.Name))))
                {
                    results.Add(await LoopbackSuite.MeasureAsync(subject, cores, connections, size, time));
                    Console.Error.WriteLine($"{results[^1].Name}  {results[^1].MessagesPerSecond:N0} messages/s");
                }
            }
        }

        return results;
    }

    // In a process of its own, which the system keeps on the first cores from its start.
    private static async Task<LoopbackResult[]> MeasurePinnedAsync(ParseResult arguments, int cores, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux() || cores < 1 || cores > Environment.ProcessorCount)
        {
            throw new UserException($"'--cores {cores}' needs Linux (taskset) and 1 to {Environment.ProcessorCount} cores.");
        }

        var start = new ProcessStartInfo("taskset",
        [
            "-c", $"0-{cores - 1}", Environment.ProcessPath!,
            .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? new[] { typeof(PipesVerb).Assembly.Location } : [],
            "pipes", Pinned.Name, Cores.Name, $"{cores}", Format.Name, "json", Seconds.Name, $"{arguments.GetValue(Seconds)}",
            .. arguments.GetValue(Connections)!.SelectMany(n => new[] { Connections.Name, $"{n}" }),
            .. arguments.GetValue(Sizes)!.SelectMany(n => new[] { Sizes.Name, $"{n}" }),
            .. arguments.GetValue(Filter) is { } filter ? new[] { Filter.Name, filter } : [],
        ])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize(output, LoopbackJson.Default.LoopbackResultArray)!
            : throw new UserException($"The measuring process ended with code {process.ExitCode}; its own messages are above.");
    }

    private static void Print(List<LoopbackResult> results)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("subject/loopback-cores-connections/size");
        foreach (string column in (string[])["messages/s", "GB/s", "p50 us", "p99 us", "p99.9 us", "B/message"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (LoopbackResult r in results)
        {
            table.AddRow(
                r.Name,
                $"{r.MessagesPerSecond:N0}",
                $"{r.GbPerSecond:N3}",
                $"{r.P50Microseconds:N1}",
                $"{r.P99Microseconds:N1}",
                $"{r.P999Microseconds:N1}",
                $"{r.AllocatedBytesPerMessage:N1}");
        }

        ComparisonOptions.WideConsole().Write(table);
    }

    private static Option<int[]> List(string name, string description, params int[] choices)
    {
        var option = new Option<int[]>(name)
        {
            Description = $"{description} Default: {string.Join(", ", choices)}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => choices,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int[]>() is { } values && values.Any(v => v is < 1 or > 1 << 24))
            {
                result.AddError($"{name} takes numbers from 1.");
            }
        });
        return option;
    }
}
