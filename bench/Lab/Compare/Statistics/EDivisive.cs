// Change points of a series by the energy distance (E-divisive, Matteson and James 2014): the best split of a segment is
// where the energy statistic of left against right is largest; it counts when a random order of the same values rarely
// reaches that (permutation test), and then both halves are searched. Needs no normality and sees changes of spread too.
// Cost O(permutations * n^2) per segment.

namespace PerfLab.Lab.Compare.Statistics;

internal static class EDivisive
{
    /// <summary>A change between the value before <paramref name="Index"/> and the value at it.</summary>
    internal readonly record struct ChangePoint(int Index, double PValue);

    /// <summary>The change points in order; a segment shorter than twice <see cref="SmallestSegment"/> has none.</summary>
    public static IReadOnlyList<ChangePoint> Find(IReadOnlyList<double> series, double alpha = 0.01, int seed = 1)
    {
        var found = new List<ChangePoint>();
        Search([.. series], 0, alpha, new Random(seed), found);
        found.Sort((a, b) => a.Index.CompareTo(b.Index));
        return found;
    }

    private static void Search(double[] segment, int offset, double alpha, Random random, List<ChangePoint> found)
    {
        if (segment.Length < 2 * SmallestSegment)
            return;

        (int split, double statistic) = BestSplit(segment);
        double pValue = PermutationPValue(segment, statistic, random);
        if (pValue > alpha)
            return;

        found.Add(new ChangePoint(offset + split, pValue));
        Search(segment[..split], offset, alpha, random, found);
        Search(segment[split..], offset + split, alpha, random, found);
    }

    private static double PermutationPValue(double[] segment, double statistic, Random random)
    {
        double[] shuffled = [.. segment];
        int reached = 0;
        for (int i = 0; i < Permutations; i++)
        {
            random.Shuffle(shuffled);
            reached += BestSplit(shuffled).Statistic >= statistic ? 1 : 0;
        }

        return (reached + 1.0) / (Permutations + 1);
    }

    /// <summary>Sums of distances within left, within right and between are moved along one value at a time.</summary>
    private static (int Split, double Statistic) BestSplit(double[] values)
    {
        double all = 0;
        for (int i = 0; i < values.Length; i++)
            all += DistanceTo(values, 0, i, values[i]);

        double left = 0, right = all;
        (int Split, double Statistic) best = (0, double.NegativeInfinity);
        for (int split = 1; split <= values.Length - SmallestSegment; split++)
        {
            double moved = values[split - 1];
            left += DistanceTo(values, 0, split - 1, moved);
            right -= DistanceTo(values, split, values.Length, moved);
            if (split < SmallestSegment)
                continue;

            double statistic = Energy(all - left - right, left, right, split, values.Length - split);
            if (statistic > best.Statistic)
                best = (split, statistic);
        }

        return best;
    }

    /// <summary>nm/(n+m) (2 E|X-Y| - E|X-X'| - E|Y-Y'|) from sums over unordered pairs.</summary>
    private static double Energy(double between, double left, double right, double n, double m) =>
        n * m / (n + m) * ((2 * between / (n * m)) - (2 * left / (n * (n - 1))) - (2 * right / (m * (m - 1))));

    private static double DistanceTo(double[] values, int from, int to, double value)
    {
        double sum = 0;
        for (int i = from; i < to; i++)
            sum += Math.Abs(values[i] - value);
        return sum;
    }

    public const int SmallestSegment = 5;
    private const int Permutations = 499;
}
