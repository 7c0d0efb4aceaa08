// What one launch says of one case. Blocks are cut into chunks of ten ABBA quads with one placement of buffers and keys;
// within a chunk both builds' low quantile is taken (other work on the machine only ever adds time, so the low end is the
// code's own), the launch's effect is the median over chunks of ln(candidate / base), and drift between chunks cancels.
// All blocks of a launch share one layout of the code, so they say nothing about its luck: the launch, not the block or
// the chunk, is the unit of the tests.

using PerfLab.Lab.Compare.Sampling;
using PerfLab.Lab.Compare.Statistics;

namespace PerfLab.Lab.Compare.Verdicts;

/// <param name="Effect">ln(candidate time / base time).</param>
/// <param name="TailEffect">The same of the 99th percentile of blocks.</param>
/// <param name="BaseNs">Nanoseconds per operation of the base, low quantile.</param>
/// <param name="MeasuredNs">Time spent in all blocks.</param>
/// <param name="Blocks">All blocks of both builds.</param>
/// <param name="Disturbed">Those of them that were dropped.</param>
internal sealed record LaunchEstimate(double Effect, double TailEffect, double BaseNs, long MeasuredNs, int Blocks, int Disturbed)
{
    /// <summary>Null when too few blocks were undisturbed to say anything.</summary>
    public static LaunchEstimate? From(CaseSample sample)
    {
        double[] ofBase = Clean(sample.Base), ofCandidate = Clean(sample.Candidate);
        int blocks = Math.Min(ofBase.Length, ofCandidate.Length);
        var effects = new List<double>();
        for (int first = 0; first < blocks; first += ChunkBlocks)
        {
            int last = Math.Min(first + ChunkBlocks, blocks);
            if (last - first >= SmallestChunk && ChunkEffect(ofBase[first..last], ofCandidate[first..last]) is { } effect)
                effects.Add(effect);
        }

        if (effects.Count == 0)
            return null;

        double[] cleanBase = [.. ofBase.Where(double.IsFinite)], cleanCandidate = [.. ofCandidate.Where(double.IsFinite)];
        return new LaunchEstimate(
            Quantile.Median(effects),
            Math.Log(Quantile.Of(cleanCandidate, Tail) / Quantile.Of(cleanBase, Tail)),
            Quantile.Of(cleanBase, Low) / sample.Operations,
            sample.Base.Nanoseconds.Sum() + sample.Candidate.Nanoseconds.Sum(),
            ofBase.Length + ofCandidate.Length,
            sample.Base.Disturbed.Length + sample.Candidate.Disturbed.Length);
    }

    private static double? ChunkEffect(double[] ofBase, double[] ofCandidate)
    {
        double[] cleanBase = [.. ofBase.Where(double.IsFinite)], cleanCandidate = [.. ofCandidate.Where(double.IsFinite)];
        return cleanBase.Length < SmallestChunk / 2 || cleanCandidate.Length < SmallestChunk / 2
            ? null
            : Math.Log(Quantile.Of(cleanCandidate, Low) / Quantile.Of(cleanBase, Low));
    }

    /// <summary>The blocks' times in place, with infinity for a disturbed one, so that chunks stay aligned between the sides.</summary>
    private static double[] Clean(SideSample side)
    {
        double[] times = [.. side.Nanoseconds.Select(ns => (double)ns)];
        foreach (int index in side.Disturbed)
            times[index] = double.PositiveInfinity;
        return times;
    }

    private const double Low = 0.10;
    private const double Tail = 0.99;
    private const int ChunkBlocks = 2 * BlockSampler.QuadsPerChunk;
    private const int SmallestChunk = 10;
}
