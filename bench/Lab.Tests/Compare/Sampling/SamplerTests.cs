// The sampler as it is used: a process of its own that loads this build twice. Times are not looked at.

using PerfLab.Cases;
using PerfLab.Lab.Compare.Sampling;

namespace PerfLab.Lab.Tests.Compare.Sampling;

public class SamplerTests
{
    private const string Case = "aead/aes-256-gcm/seal/none/64B";

    [Fact]
    public async Task Two_copies_of_this_build_are_sampled_and_an_unknown_case_is_an_error()
    {
        var samples = await SamplerProcess.LaunchAsync(Plan("no/such/case/0B", Case), TestContext.Current.CancellationToken);
        Assert.Equal(2, samples.Count);
        Assert.StartsWith("base: ArgumentException", samples.Single(s => s.Case == "no/such/case/0B").Error, StringComparison.Ordinal);

        CaseSample sample = samples.Single(s => s.Case == Case);
        Assert.Null(sample.Error);
        Assert.True(sample.Operations > 0);
        Assert.True(sample.Base.Nanoseconds.Length >= 60 && sample.Base.Nanoseconds.Length == sample.Candidate.Nanoseconds.Length);
        Assert.Equal(0, sample.Base.AllocatedBytes);
        Assert.Equal(0, sample.Candidate.AllocatedBytes);
    }

    [Fact]
    public async Task A_folder_without_a_build_is_an_error_of_the_first_case()
    {
        SamplerPlan plan = Plan(Case) with { CandidateFolder = Path.GetTempPath() };
        CaseSample sample = Assert.Single(await SamplerProcess.LaunchAsync(plan, TestContext.Current.CancellationToken));
        Assert.Contains("exit code", sample.Error!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_the_process()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SamplerProcess.LaunchAsync(Plan(Case) with { Milliseconds = 60_000 }, cancel.Token));
    }

    [Fact]
    public void Each_build_has_cases_of_its_own()
    {
        CaseBuild build = CaseBuild.Load("base", AppContext.BaseDirectory);
        Assert.Contains(Case, build.Names());
        build.Prepare(Case)(1);
        Assert.NotSame(typeof(PerfLab.Cases.CaseBridge).Assembly, build.Prepare(Case).Target!.GetType().Assembly);
    }

    [Fact]
    public void A_case_that_writes_events_prepares_in_each_of_two_builds()
    {
        const string name = "trace/event/enabled/0B";
        CaseBuild other = CaseBuild.Load("other", AppContext.BaseDirectory);
        other.Prepare(Case)(1);
        CaseBridge.Prepare(name)(1);
        other.Prepare(name)(1);
    }

    private static SamplerPlan Plan(params string[] cases) =>
        new(AppContext.BaseDirectory, AppContext.BaseDirectory, cases, CandidateFirst: true, Seed: 1, Milliseconds: 10);
}
