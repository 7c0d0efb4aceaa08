using System.Runtime.CompilerServices;

namespace PerfLab.Lab.Tests.Trace;

/// <summary>Cases with known hot spots, with the signatures of PerfLab.Cases.CaseBridge; the traced child loads them.</summary>
public static class PlantedCases
{
    public const string Plain = "planted/plain/0B";
    public const string Slow = "planted/slow/0B";
    public const string Messy = "planted/messy/0B";

    private static uint s_sink;
    private static object? s_kept;

    public static long SizeBytes(string name) => 0;

    public static Action<long> Prepare(string name) => name switch
    {
        Plain => count => Repeat(count, 0),
        Slow => count => Repeat(count, 2000),
        Messy => Mess,
        _ => throw new ArgumentException($"No case is named '{name}'.", nameof(name)),
    };

    /// <summary>Another build, in which the plain case has become slow.</summary>
    public static class Regressed
    {
        public static long SizeBytes(string name) => 0;

        public static Action<long> Prepare(string name) => PlantedCases.Prepare(name == Plain ? Slow : name);
    }

    private static void Repeat(long count, int planted)
    {
        for (long i = 0; i < count; i++)
        {
            UsualWork(1000);
            if (planted > 0) PlantedSlowFrame(planted);
        }
    }

    // Allocates, collects, throws.
    private static void Mess(long count)
    {
        for (long i = 0; i < count; i++)
        {
            UsualWork(1000);
            s_kept = new byte[5000];
            if (i % 10_000 == 0)
            {
                GC.Collect(0);
                try
                {
                    throw new InvalidOperationException("planted");
                }
                catch (InvalidOperationException)
                {
                    s_sink++;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UsualWork(int rounds) => s_sink = Spin(s_sink, rounds);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PlantedSlowFrame(int rounds) => s_sink = Spin(s_sink, rounds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Spin(uint seed, int rounds)
    {
        for (int i = 0; i < rounds; i++) seed = (seed ^ (uint)i) * 16777619;
        return seed;
    }
}
