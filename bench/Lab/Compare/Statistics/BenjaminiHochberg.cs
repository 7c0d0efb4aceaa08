// The false discovery rate of a family of tests (Benjamini and Hochberg 1995): adjusted p-values; rejecting those at most
// alpha keeps the expected share of false ones among the rejected at alpha. When nothing differs at all, that share is the
// probability of any alarm in the whole family.

namespace PerfLab.Lab.Compare.Statistics;

internal static class BenjaminiHochberg
{
    /// <summary>The adjusted p-values, in the order of the input.</summary>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        int[] descending = [.. Enumerable.Range(0, pValues.Count).OrderByDescending(i => pValues[i])];
        var adjusted = new double[pValues.Count];
        double smallest = 1;
        for (int i = 0; i < descending.Length; i++)
        {
            int rank = descending.Length - i;
            smallest = Math.Min(smallest, pValues[descending[i]] * pValues.Count / rank);
            adjusted[descending[i]] = smallest;
        }

        return adjusted;
    }
}
