using System.Runtime;
using BenchmarkDotNet.Attributes;
using PerfLab.Lab.Peers;

namespace PerfLab.Lab.Suites;

/// <summary>The one benchmark class: it runs any case by name, so that a new case needs no new class.</summary>
public class CaseSuite
{
    /// <summary>Operations per call of the case's delegate. Large enough that the two calls around them (BenchmarkDotNet's
    /// and the delegate's, about 4 ns) vanish in an operation of 40 ns; small enough that 32 messages of 1 MiB by a slow peer
    /// are one iteration. A multiple of 16, so that batches come out even.</summary>
    public const int OperationsPerCall = 32;

    // The runtime compiles a method two more times while it gets hot, on a thread of its own: first instrumented, then with
    // what it learnt. The case is steady when nothing was compiled for three rounds in a row.
    private const int RoundMilliseconds = 40;
    private const int QuietRounds = 3;
    private const int MostRounds = 75;

    private const int CountedCalls = 4;

    private Action<long> _run = _ => { };

    /// <summary>The case that this process measures.</summary>
    public static string Selected { get; set; } = "";

    /// <summary>Managed bytes that one operation allocates, counted on its thread after the last iteration.</summary>
    public static double AllocatedBytes { get; private set; }

    /// <summary>The case's name.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    /// <summary>The source of <see cref="Name"/>.</summary>
    public static IEnumerable<string> Names => [Selected];

    /// <summary>Prepares and checks the case, and lets the runtime finish compiling it.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _run = PeerList.FindCase(Name).Prepare();
        var quiet = 0;
        for (var round = 0; round < MostRounds && quiet < QuietRounds; round++)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            RunFor(RoundMilliseconds);
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
    }

    private void RunFor(int milliseconds)
    {
        var end = Environment.TickCount64 + milliseconds;
        do
        {
            _run(OperationsPerCall);
        }
        while (Environment.TickCount64 < end);
    }

    /// <summary>The measured body.</summary>
    [Benchmark(OperationsPerInvoke = OperationsPerCall)]
    public void Run() => _run(OperationsPerCall);

    /// <summary>Counts what an operation allocates, exactly: this thread only, no other work between.</summary>
    [GlobalCleanup]
    public void CountAllocations()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < CountedCalls; call++)
        {
            _run(OperationsPerCall);
        }

        AllocatedBytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)(CountedCalls * OperationsPerCall);
    }
}
