// Measures one case of two builds in ABBA quads: four blocks of about a millisecond, base-candidate-candidate-base or the
// other way round by lot, so that slow drift reaches both alike. Each block knows whether its thread kept its core.
// When the runtime still compiled a method meanwhile, the builds were not warm: the measurement is repeated.

using System.Diagnostics;
using System.Runtime;

namespace PerfLab.Lab.Compare.Sampling;

internal sealed class BlockSampler(Action<long> ofBase, Action<long> ofCandidate, Random random)
{
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

    public CaseSample Measure(string name, int milliseconds)
    {
        long operations = OperationsPerBlock(out double blockNs);
        int quads = Math.Max(FewestQuads, (int)(milliseconds * 1e6 / (4 * blockNs)));
        for (int attempt = 1; ; attempt++)
        {
            int compiled = (int)JitInfo.GetCompiledMethodCount();
            var baseSide = new Side(ofBase, 2 * quads);
            var candidateSide = new Side(ofCandidate, 2 * quads);
            Blocks(baseSide, candidateSide, operations, quads);
            compiled = (int)JitInfo.GetCompiledMethodCount() - compiled;
            if (compiled == 0 || attempt == MostAttempts)
                return new CaseSample(name, operations, baseSide.Sample(operations), candidateSide.Sample(operations), compiled);
        }
    }

    private void Blocks(Side baseSide, Side candidateSide, long operations, int quads)
    {
        for (int quad = 0; quad < quads; quad++)
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

    private sealed class Side(Action<long> run, int blocks)
    {
        private readonly long[] nanoseconds = new long[blocks];
        private readonly List<int> disturbed = new(blocks);
        private int next;

        public void Block(long operations)
        {
            ThreadUse before = ThreadClock.Now();
            long start = Stopwatch.GetTimestamp();
            run(operations);
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
                run(operations);
                least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            }

            return least;
        }
    }

    private const double BlockNanoseconds = 1e6;
    private const long WaitNanoseconds = 20_000;
    private const long AllocationOperations = 1000;
    private const int FewestQuads = 10;
    private const int MostAttempts = 3;
}
