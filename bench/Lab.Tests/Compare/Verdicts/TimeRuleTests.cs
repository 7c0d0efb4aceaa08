// Error rates of the whole rule, from blocks to verdicts, on simulated noisy machines with planted effects. The bounds are
// what the rule promises; the counts are printed with the test.

using PerfLab.Lab.Compare.Verdicts;

namespace PerfLab.Lab.Tests.Compare.Verdicts;

public class TimeRuleTests(ITestOutputHelper output)
{
    private static readonly TimeRule Rule = new();

    [Theory]
    [InlineData(1, 7)]
    [InlineData(12, 11)]
    [InlineData(40, 13)]
    [InlineData(200, 15)]
    public void Launches_suffice_for_one_differing_case(int cases, int launches)
    {
        Assert.Equal(launches, Rule.LaunchesFor(cases));
        double[] shifted = [.. Enumerable.Range(0, launches).Select(i => 0.01 + (i * 0.0001))];
        double[] alike = [.. Enumerable.Range(0, launches).Select(i => (i % 2 == 0 ? 1 : -1) * 0.0001 * (i + 1))];
        IReadOnlyList<double>[] suite = [shifted, .. Enumerable.Repeat(alike, cases - 1)];
        var verdicts = Rule.Decide(suite);
        Assert.Equal(Verdict.Slower, verdicts[0].Verdict);
        Assert.All(verdicts[1..], v => Assert.Equal(Verdict.Same, v.Verdict));
    }

    [Fact]
    public void One_launch_less_cannot_tell_and_says_so()
    {
        double[] effects = [.. Enumerable.Repeat(0.05, Rule.LaunchesFor(1) - 1).Select((e, i) => e + (i * 1e-4))];
        TimeVerdict verdict = Assert.Single(Rule.Decide([effects]));
        Assert.Equal(Verdict.Underpowered, verdict.Verdict);
        Assert.True(double.IsPositiveInfinity(Rule.SmallestDetectable(effects, 1)));
    }

    [Fact]
    public void Significant_but_below_the_floor_is_no_alarm()
    {
        double[] effects = [.. Enumerable.Range(0, 12).Select(i => 0.002 + (i * 0.00001))];
        TimeVerdict verdict = Assert.Single(Rule.Decide([effects]));
        Assert.True(verdict.AdjustedPValue < 0.001);
        Assert.Equal(Verdict.Same, verdict.Verdict);
    }

    [Theory]
    [InlineData(0.02, 0.0)] // lightly shared machine
    [InlineData(0.20, 0.0)] // two thirds of all blocks disturbed by other jobs
    [InlineData(0.02, 0.2)] // every fifth launch has a wild layout
    public void Alike_builds_raise_an_alarm_in_at_most_the_promised_share_of_suites(double arrivals, double wild)
    {
        int suites = 60, cases = 12, alarmed = 0, same = 0;
        for (int suite = 0; suite < suites; suite++)
        {
            var machine = new NoisyMachine(1000 + suite) { Arrivals = arrivals, WildLaunches = wild };
            var verdicts = Suite(machine, cases, _ => 0);
            alarmed += verdicts.Any(v => v.Verdict is Verdict.Slower or Verdict.Faster) ? 1 : 0;
            same += verdicts.Count(v => v.Verdict == Verdict.Same);
        }

        output.WriteLine($"arrivals {arrivals}, wild {wild}: {alarmed} of {suites} suites alarmed; {same} of {suites * cases} cases shown to be the same");
        Assert.InRange(alarmed, 0, 4); // promised 1/60 per look; P(more than 4 of 60) is below 0.004
    }

    /// <summary>The test alone, without the floor that hides its errors: a launch spread far above the floor.</summary>
    [Fact]
    public void The_test_keeps_its_level_when_the_floor_does_not_help()
    {
        int suites = 400, alarmed = 0;
        for (int suite = 0; suite < suites; suite++)
        {
            var machine = new NoisyMachine(7000 + suite) { LaunchSpread = 0.05 };
            alarmed += Suite(machine, 3, _ => 0, blocks: 40).Any(v => v.Verdict is Verdict.Slower or Verdict.Faster) ? 1 : 0;
        }

        output.WriteLine($"{alarmed} of {suites} suites alarmed");
        Assert.InRange(alarmed, 0, 15); // promised at most 1/60: 6.7 expected, P(more than 15) is 0.002
    }

    [Fact]
    public void One_percent_is_found_and_alike_cases_beside_it_stay_quiet()
    {
        int suites = 40, found = 0, falseAlarms = 0;
        for (int suite = 0; suite < suites; suite++)
        {
            var verdicts = Suite(new NoisyMachine(3000 + suite), 12, i => i == 5 ? Math.Log(1.01) : 0);
            found += verdicts[5].Verdict == Verdict.Slower ? 1 : 0;
            falseAlarms += verdicts.Where((v, i) => i != 5 && v.Verdict is Verdict.Slower or Verdict.Faster).Count();
        }

        output.WriteLine($"1 %: found in {found} of {suites}; {falseAlarms} false alarms in {suites * 11}");
        Assert.True(found >= suites * 0.95, $"found {found} of {suites}");
        Assert.InRange(falseAlarms, 0, 3);
    }

    [Fact]
    public void The_stated_smallest_effect_is_found_about_as_often_as_stated()
    {
        int runs = 200, found = 0;
        for (int run = 0; run < runs; run++)
        {
            var machine = new NoisyMachine(5000 + run) { LaunchSpread = 0.004 };
            double detectable = Rule.SmallestDetectable(Effects(machine, Rule.LaunchesFor(1), 0, 100), 1);
            found += Suite(machine, 1, _ => detectable)[0].Verdict == Verdict.Slower ? 1 : 0;
        }

        output.WriteLine($"the stated effect was found in {found} of {runs}");
        Assert.InRange(found, (int)(runs * 0.90), runs); // 95 % stated, on average over what 7 launches show of the spread
    }

    private static TimeVerdict[] Suite(NoisyMachine machine, int cases, Func<int, double> effect, int blocks = 100)
    {
        int launches = Rule.LaunchesFor(cases);
        return Rule.Decide([.. Enumerable.Range(0, cases).Select(i => Effects(machine, launches, effect(i), blocks))]);
    }

    private static double[] Effects(NoisyMachine machine, int launches, double effect, int blocks) =>
        [.. Enumerable.Range(0, launches)
            .Select(_ => LaunchEstimate.From(machine.Launch(effect, blocks)))
            .OfType<LaunchEstimate>()
            .Select(e => e.Effect)];
}
