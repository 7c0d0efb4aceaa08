using PerfLab.Lab.Compare.Sampling;
using PerfLab.Lab.Compare.Verdicts;

namespace PerfLab.Lab.Tests.Compare.Verdicts;

public class CaseTallyTests
{
    [Fact]
    public void An_object_per_message_is_changed_whatever_the_time_says()
    {
        CaseComparison comparison = Compare(Launches(6, baseBytes: _ => 0, candidateBytes: _ => 24_000));
        Assert.Equal(Verdict.Changed, comparison.Verdict);
        Assert.Equal((0.0, 24.0), (comparison.Allocation.BaseBytes, comparison.Allocation.CandidateBytes));
        Assert.True(comparison.Fails);
    }

    [Fact]
    public void Fewer_bytes_are_a_change_that_does_not_fail()
    {
        CaseComparison comparison = Compare(Launches(6, baseBytes: _ => 24_000, candidateBytes: _ => 0));
        Assert.Equal(Verdict.Changed, comparison.Verdict);
        Assert.False(comparison.Fails);
    }

    [Fact]
    public void A_pool_that_grows_now_and_then_in_both_builds_is_no_change() =>
        Assert.False(Compare(Launches(6, baseBytes: i => i == 2 ? 4096 : 0, candidateBytes: i => i == 4 ? 8192 : 0)).Allocation.Differs);

    [Fact]
    public void A_failed_launch_makes_the_case_an_error_with_its_reason()
    {
        var tally = new CaseTally("c");
        tally.Add(CaseSample.Failed("c", "candidate: it broke"));
        CaseComparison comparison = tally.Compare(TimeVerdict.Nothing, double.PositiveInfinity);
        Assert.Equal(Verdict.Error, comparison.Verdict);
        Assert.Equal("candidate: it broke", comparison.Error);
        Assert.True(comparison.Fails);
    }

    [Fact]
    public void Disturbed_blocks_are_left_out_and_counted()
    {
        long[] ofBase = [.. Enumerable.Repeat(1000L, 20)], candidate = [.. Enumerable.Range(0, 20).Select(i => i < 10 ? 500L : 1000L)];
        var sample = new CaseSample("c", 10, new SideSample(ofBase, [], 0, 1), new SideSample(candidate, [.. Enumerable.Range(0, 10)], 0, 1));
        LaunchEstimate estimate = LaunchEstimate.From(sample)!;
        Assert.Equal(0, estimate.Effect, 12);
        Assert.Equal((40, 10, 100.0), (estimate.Blocks, estimate.Disturbed, estimate.BaseNs));
    }

    [Fact]
    public void A_launch_of_disturbed_blocks_says_nothing()
    {
        long[] blocks = [.. Enumerable.Repeat(1000L, 20)];
        var side = new SideSample(blocks, [.. Enumerable.Range(0, 20)], 0, 1);
        Assert.Null(LaunchEstimate.From(new CaseSample("c", 10, side, side)));
    }

    private static CaseTally Launches(int count, Func<int, long> baseBytes, Func<int, long> candidateBytes)
    {
        var tally = new CaseTally("c");
        long[] blocks = [.. Enumerable.Repeat(1000L, 40)];
        for (int i = 0; i < count; i++)
            tally.Add(new CaseSample("c", 10, new SideSample(blocks, [], baseBytes(i), 1000), new SideSample(blocks, [], candidateBytes(i), 1000)));
        return tally;
    }

    private static CaseComparison Compare(CaseTally tally) => tally.Compare(new TimeRule().Decide([tally.Effects])[0], 0.01);
}
