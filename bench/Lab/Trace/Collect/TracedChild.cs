// The traced process. It speaks with its parent in lines, so that the session starts when the case is warm and ends
// while the process still lives (a process that ends under its session leaves a damaged file):
//
//   child   ready <nanoseconds per operation>
//   parent  go                                  the session runs
//   child   done                                all iterations are over
//   parent  (closes standard input)             the session is stopped; the child ends

using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using PerfLab.Lab.Peers;

namespace PerfLab.Lab.Trace.Collect;

/// <summary>Runs one case under a parent's session.</summary>
internal static class TracedChild
{
    /// <summary>The hidden verb of the child.</summary>
    public const string Verb = "trace-child";

    public const string Ready = "ready ";
    public const string Go = "go";
    public const string Done = "done";

    // As in a measured launch (CaseSuite): the case is warm when nothing was compiled for three rounds in a row.
    private const int RoundMilliseconds = 60;
    private const int QuietRounds = 3;
    private const int MostRounds = 120;

    // Samples, events and markers call the runtime's own helpers (polls, casts, thread statics), some only once an iteration
    // or a few times a second, and each is compiled twice, after 30 calls. So there are many short rehearsals, and then
    // nothing new may come for a second.
    private const int Rehearsals = 200;
    private const int RehearsalsPerIteration = 100;
    private const int QuietRoundsOfSession = 20;

    /// <summary>Index of an iteration that is not measured.</summary>
    public const int Rehearsal = -1;

    /// <summary>Runs a case: [case, iterations, milliseconds of an iteration], then optionally [assembly, type].</summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        // On a thread of its own: events carry stacks, and a short stack costs less to walk.
        int exitCode = ExitCode.Failed;
        var thread = new Thread(() => exitCode = Converse(arguments));
        thread.Start();
        thread.Join();
        return exitCode;
    }

    private static int Converse(IReadOnlyList<string> arguments)
    {
        (string name, int iterations, int milliseconds) = (arguments[0], int.Parse(arguments[1]), int.Parse(arguments[2]));
        (long sizeBytes, Action<long> operations) = arguments.Count > 3
            ? Load(new CaseSource(arguments[3], arguments[4]), name)
            : (PeerList.FindCase(name).SizeBytes, PeerList.FindCase(name).Prepare());

        double nanosecondsPerOperation = WarmUp(operations, QuietRounds);
        long count = Math.Max(1, (long)(milliseconds * 1e6 / nanosecondsPerOperation));
        Say(string.Create(CultureInfo.InvariantCulture, $"{Ready}{nanosecondsPerOperation}"));
        if (Console.In.ReadLine() != Go) return ExitCode.Failed;

        TraceMarkers.Log.Case(name, sizeBytes);

        // Again inside the session: the event paths have not run yet, and their JIT belongs to no iteration.
        for (int i = 0; i < Rehearsals; i++) Iterate(Rehearsal, operations, Math.Max(1, count / RehearsalsPerIteration));
        WarmUp(operations, QuietRoundsOfSession);
        for (int i = 0; i < iterations; i++) Iterate(i, operations, count);
        Say(Done);
        Console.In.ReadLine();
        return ExitCode.Good;
    }

    /// <summary>The frame below which a stack belongs to the case.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunOperations(Action<long> operations, long count) => operations(count);

    public const string CaseRootMethod = nameof(TracedChild) + "." + nameof(RunOperations);

    private static void Iterate(int index, Action<long> operations, long count)
    {
        TraceMarkers.Log.IterationStart(index);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        RunOperations(operations, count);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        TraceMarkers.Log.IterationStop(index, count, (long)elapsed.TotalNanoseconds, allocated);
    }

    private static double WarmUp(Action<long> operations, int quietRounds)
    {
        double nanosecondsPerOperation = 0;
        long batch = 1;
        int quiet = 0;
        for (int round = 0; round < MostRounds && quiet < quietRounds; round++)
        {
            long compiled = JitInfo.GetCompiledMethodCount();
            long started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started).TotalMilliseconds < RoundMilliseconds)
            {
                long batchStarted = Stopwatch.GetTimestamp();
                RunOperations(operations, batch);
                TimeSpan elapsed = Stopwatch.GetElapsedTime(batchStarted);
                nanosecondsPerOperation = elapsed.TotalNanoseconds / batch;
                if (elapsed.TotalMilliseconds < 10) batch *= 2;
            }

            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }

        return nanosecondsPerOperation;
    }

    private static (long SizeBytes, Action<long> Operations) Load(CaseSource source, string name)
    {
        Type bridge = new BesideContext(source.Assembly).LoadFromAssemblyPath(source.Assembly).GetType(source.Type, throwOnError: true)!;
        return (Bind<Func<string, long>>(bridge, "SizeBytes")(name), Bind<Func<string, Action<long>>>(bridge, "Prepare")(name));
    }

    private static T Bind<T>(Type bridge, string method)
        where T : Delegate =>
        bridge.GetMethod(method, BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<T>();

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    // Another build's cases, with the assemblies that lie beside them.
    private sealed class BesideContext(string assembly) : AssemblyLoadContext(assembly)
    {
        private readonly AssemblyDependencyResolver _resolver = new(assembly);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}
