using PerfLab.Cases;
using PerfLab.Lab.Results;
using PerfLab.Lab.Run;

namespace PerfLab.Lab.Tests.Run;

public sealed class RunnerTests
{
    private static readonly Case Ours = new("aead/aes-256-gcm/seal/none/64B", 64, () => _ => { });

    [Fact]
    public void The_median_is_the_launches_median_and_the_interval_holds_every_launch()
    {
        var record = Runner.Summarize(Ours, [Launch(10, 11, 12), Launch(20, 21, 22), Launch(11, 12, 13)]);
        Assert.Equal(12, record.MedianNs);
        Assert.True(record.LowNs <= 11);
        Assert.True(record.HighNs >= 21);
        Assert.Equal(64 / 12.0, record.GbPerSecond);
        Assert.Equal([10, 11, 12, 20, 21, 22, 11, 12, 13], record.SamplesNs);
        Assert.Contains(record.Warnings, w => w.StartsWith("noisy", StringComparison.Ordinal));
    }

    [Fact]
    public void One_failed_launch_fails_the_case_with_its_reason()
    {
        var record = Runner.Summarize(Ours, [Launch(10, 11, 12), CaseMeasurement.Failure("it crashed")]);
        Assert.Equal(CaseRecord.Failed, record.Status);
        Assert.Null(record.MedianNs);
        Assert.Equal(["it crashed"], record.Warnings);
    }

    [Fact]
    public void A_ratio_is_the_peers_median_over_ours_and_only_for_the_same_work()
    {
        CaseRecord[] cases =
        [
            Record(Ours.Name, 10),
            Record("peer/dotnet/aes-256-gcm/seal/none/64B", 40),
            Record("peer/nsec/aes-256-gcm/seal/none/1KiB", 50),
            CaseRecord.Failure("peer/openssl/aes-256-gcm/seal/none/64B", 64, "absent"),
        ];
        var ours = Runner.WithPeerRatios(cases)[0];
        Assert.Equal(new Dictionary<string, double> { ["dotnet"] = 4 }, ours.PeerRatios);
    }

    private static CaseMeasurement Launch(params double[] samples) => new(samples, 0, null);

    private static CaseRecord Record(string name, double median) =>
        Runner.Summarize(new Case(name, 64, () => _ => { }), [Launch(median, median, median)]);
}
