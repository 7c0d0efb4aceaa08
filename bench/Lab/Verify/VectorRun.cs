using PerfLab.Sealing.Kernels;

namespace PerfLab.Lab.Verify;

/// <summary>One file, judged.</summary>
/// <param name="Passed">Cases that passed.</param>
/// <param name="Failures">Case and reason of each failure.</param>
/// <param name="Skips">Reasons, and how many cases each of them skipped.</param>
internal sealed record VectorRun(int Passed, IReadOnlyList<string> Failures, IReadOnlyDictionary<string, int> Skips)
{
    /// <summary>Cases that were skipped.</summary>
    public int Skipped => Skips.Values.Sum();

    /// <summary>Judges every case of a file on the given tiers.</summary>
    public static VectorRun Judge(VectorFile file, IReadOnlyList<Tier> tiers)
    {
        int passed = 0;
        var failures = new List<string>();
        var skips = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (VectorGroup group in file.TestGroups)
        {
            foreach (VectorCase test in group.Tests)
            {
                VectorVerdict verdict = HmacVectors.Knows(file.Algorithm)
                    ? HmacVectors.Judge(file.Algorithm, test)
                    : AeadVectors.Judge(file.Algorithm, group, test, tiers);
                switch (verdict.Outcome)
                {
                    case VectorOutcome.Passed:
                        passed++;
                        break;
                    case VectorOutcome.Failed:
                        failures.Add($"case {test.TcId}: {verdict.Reason}");
                        break;
                    default:
                        skips[verdict.Reason] = skips.GetValueOrDefault(verdict.Reason) + 1;
                        break;
                }
            }
        }

        return new VectorRun(passed, failures, skips);
    }
}
