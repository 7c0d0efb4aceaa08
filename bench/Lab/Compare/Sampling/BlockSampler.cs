// Measures one case of two builds in ABBA quads: four blocks of a quarter of a millisecond, base-candidate-candidate-base
// or the other way round by lot, so that slow drift reaches both alike. Each block knows whether its thread kept its core.
// Where buffers and keys happen to lie can change a time by percents, so every ten quads both sides are prepared anew: a
// chunk is one such placement. When the runtime still compiled a method meanwhile, the builds were not warm and the
// measurement is repeated.

using System.Diagnostics;
using System.Runtime;

namespace PerfLab.Lab.Compare.Sampling;

internal sealed class BlockSampler(Func<Action<long>> prepareBase, Func<Action<long>> prepareCandidate, Random random)
{
    /// <summary>Quads between two preparations.</summary>
    public const int QuadsPerChunk = 10;

    private Action<long> ofBase = prepareBase(), ofCandidate = prepareCandidate();

    /// <summary>Runs both builds in turn for the given time each.</summary>
    public void Warm(int milliseconds)
    {
        long operations = 1;
        for (double spent = 0; spent < milliseconds * 2.0e6;)
        {
            long start = Stopwatch.GetTimestamp();
            ofBase(operations);
            ofCandidate(operations);
            double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            spent += elapsed;
            if (elapsed < BlockNanoseconds)
                operations *= 2;
        }
    }

    /// <summary>Runs all that <see cref="Measure"/> runs, but briefly, so that it is compiled to its last tier.</summary>
    public void Rehearse(int times)
    {
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < times && clock.ElapsedMilliseconds < RehearsalMilliseconds; i++)
        {
            Side baseSide = new(2 * QuadsPerChunk), candidateSide = new(2 * QuadsPerChunk);
            (baseSide.Run, candidateSide.Run) = Prepare();
            Blocks(baseSide, candidateSide, operations: 1);
        }
    }

    public CaseSample Measure(string name, int milliseconds)
    {
        long operations = OperationsPerBlock(out double blockNs);
        int chunks = Math.Max(FewestChunks, (int)(milliseconds * 1e6 / (4 * QuadsPerChunk * blockNs)));
        for (int attempt = 1; ; attempt++)
        {
            int compiled = (int)JitInfo.GetCompiledMethodCount();
            var baseSide = new Side(2 * QuadsPerChunk * chunks);
            var candidateSide = new Side(2 * QuadsPerChunk * chunks);
            for (int chunk = 0; chunk < chunks; chunk++)
                Chunk(baseSide, candidateSide, operations);
            compiled = (int)JitInfo.GetCompiledMethodCount() - compiled;
            if (compiled == 0 || attempt == MostAttempts)
                return new CaseSample(name, operations, baseSide.Sample(operations), candidateSide.Sample(operations), compiled);
        }
    }

    private void Chunk(Side baseSide, Side candidateSide, long operations)
    {
        (baseSide.Run, candidateSide.Run) = Prepare();
        Warm(milliseconds: 1);
        Blocks(baseSide, candidateSide, operations);
    }

    private (Action<long> Base, Action<long> Candidate) Prepare()
    {
        if (random.Next(2) == 0)
            (ofBase, ofCandidate) = (prepareBase(), prepareCandidate());
        else
            (ofCandidate, ofBase) = (prepareCandidate(), prepareBase());
        return (ofBase, ofCandidate);
    }

    private void Blocks(Side baseSide, Side candidateSide, long operations)
    {
        for (int quad = 0; quad < QuadsPerChunk; quad++)
        {
            (Side outer, Side inner) = random.Next(2) == 0 ? (baseSide, candidateSide) : (candidateSide, baseSide);
            outer.Block(operations);
            inner.Block(operations);
            inner.Block(operations);
            outer.Block(operations);
        }
    }

    /// <summary>The base decides; the candidate runs as many, so that both spread their overhead alike.</summary>
    private long OperationsPerBlock(out double blockNs)
    {
        for (long operations = 1; ; operations *= 2)
        {
            blockNs = double.PositiveInfinity;
            for (int i = 0; i < 3; i++)
            {
                long start = Stopwatch.GetTimestamp();
                ofBase(operations);
                blockNs = Math.Min(blockNs, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
            }

            if (blockNs < BlockNanoseconds / 2)
                continue;

            long wanted = Math.Max(1, (long)(operations * BlockNanoseconds / blockNs));
            blockNs = blockNs * wanted / operations;
            return wanted;
        }
    }

    private sealed class Side(int blocks)
    {
        private readonly long[] nanoseconds = new long[blocks];
        private readonly List<int> disturbed = new(blocks);
        private int next;

        public Action<long> Run { get; set; } = _ => { };

        public void Block(long operations)
        {
            ThreadUse before = ThreadClock.Now();
            long start = Stopwatch.GetTimestamp();
            Run(operations);
            long wall = (long)Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            ThreadUse after = ThreadClock.Now();

            if (IsDisturbed(wall, before, after))
                disturbed.Add(next);
            nanoseconds[next++] = wall;
        }

        public SideSample Sample(long operations)
        {
            long counted = Math.Min(operations, AllocationOperations);
            return new SideSample(nanoseconds, [.. disturbed], LeastAllocated(counted), counted);
        }

        private static bool IsDisturbed(long wall, ThreadUse before, ThreadUse after) =>
            after.InvoluntarySwitches != before.InvoluntarySwitches
            || (ThreadClock.IsAvailable && wall - (after.CpuNanoseconds - before.CpuNanoseconds) > WaitNanoseconds + (wall / 20));

        /// <summary>Bytes of all threads; the least of three, since the runtime's own threads may allocate meanwhile.</summary>
        private long LeastAllocated(long operations)
        {
            long least = long.MaxValue;
            for (int i = 0; i < 3; i++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                Run(operations);
                least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            }

            return least;
        }
    }

    private const double BlockNanoseconds = 0.25e6;
    private const long WaitNanoseconds = 10_000;
    private const long AllocationOperations = 1000;
    private const int FewestChunks = 3;
    private const int RehearsalMilliseconds = 20;
    private const int MostAttempts = 3;
}
