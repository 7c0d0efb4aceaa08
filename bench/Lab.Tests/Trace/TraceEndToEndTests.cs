using PerfLab.Lab.Tests.Support;
using PerfLab.Lab.Trace;
using PerfLab.Lab.Trace.Collect;
using PerfLab.Lab.Trace.Output;
using PerfLab.Lab.Trace.Questions;

namespace PerfLab.Lab.Tests.Trace;

/// <summary>Traces of child processes, recorded and explained.</summary>
public sealed class TraceEndToEndTests(RecordedTraces traces) : IClassFixture<RecordedTraces>
{
    [Fact]
    public void A_planted_slow_frame_is_named_first()
    {
        CaseAnalysis analysis = TraceReader.Read(traces.Slow);

        Assert.Equal(PlantedCases.Slow, analysis.Case);
        Assert.Equal(3, analysis.Iterations);
        Assert.Equal("PlantedCases.PlantedSlowFrame", analysis.Frames[0].Frame);
        Assert.InRange(analysis.Frames[0].ExclusiveNs / analysis.NsPerOperation, 0.5, 0.8);
        Assert.DoesNotContain(analysis.Frames, f => f.Frame.Contains(nameof(TracedChild), StringComparison.Ordinal));
    }

    [Fact]
    public void The_difference_names_the_planted_change_first()
    {
        CaseAnalysis plain = TraceReader.Read(traces.Plain), slow = TraceReader.Read(traces.Slow);

        TraceDiff diff = TraceDiff.Of(plain, slow);
        Assert.Equal("PlantedCases.PlantedSlowFrame", diff.Changes[0].What);
        Assert.Equal(0, diff.Changes[0].Base);
        Assert.StartsWith("grew most: PlantedCases.PlantedSlowFrame +", TraceText.Growth(diff), StringComparison.Ordinal);
        Assert.Empty(TraceDiff.Of(plain, plain).Frames);
    }

    [Fact]
    public void Allocations_collections_and_exceptions_are_told()
    {
        CaseAnalysis analysis = TraceReader.Read(traces.Messy);

        Assert.InRange(analysis.AllocatedBytesPerOperation, 5000, 6000);
        Assert.Equal("System.Byte[]", analysis.Allocations[0].Type);
        Assert.StartsWith("PlantedCases.Mess", analysis.Allocations[0].Stack, StringComparison.Ordinal);
        Assert.True(analysis.Gc.Count > 0 && analysis.Gc.TotalMilliseconds > 0);
        Assert.True(analysis.Exceptions["System.InvalidOperationException"] > 0);
    }

    [Fact]
    public void A_sealing_case_shows_its_kernel_and_the_latency_of_messages()
    {
        CaseAnalysis analysis = TraceReader.Read(traces.Sealing);

        Assert.Equal(1024, analysis.SizeBytes);
        Assert.Contains(analysis.Frames.Take(2), f => f.Frame.Contains("GcmKernel", StringComparison.Ordinal));
        MessageLatency sealed_ = Assert.Single(analysis.Latencies);
        Assert.Equal("MessageSealed", sealed_.Event);
        Assert.InRange(sealed_.P50, 50, 50 * analysis.NsPerOperation);
        Assert.True(sealed_.P50 <= sealed_.P99 && sealed_.P99 <= sealed_.Max);
        Assert.Equal(0, analysis.AllocatedBytesPerOperation);
        Assert.Empty(analysis.Refused);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.02)]
    public async Task A_truncated_trace_is_refused(double part)
    {
        using var directory = new TemporaryDirectory();
        string cut = Path.Combine(directory.FullName, "cut.nettrace");
        byte[] whole = await File.ReadAllBytesAsync(traces.Plain, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(cut, whole[..(int)(whole.Length * part)], TestContext.Current.CancellationToken);

        Assert.Contains(cut, Assert.Throws<UserException>(() => TraceReader.Read(cut)).Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, await CommandLine.RunAsync(["analyze", cut]));
    }

    [Fact]
    public void A_foreign_or_missing_file_is_refused()
    {
        using var directory = new TemporaryDirectory();
        string foreign = Path.Combine(directory.FullName, "foreign.nettrace"), etl = Path.Combine(directory.FullName, "some.etl");
        File.WriteAllText(foreign, "not a trace at all");
        File.WriteAllText(etl, "");

        Assert.Throws<UserException>(() => TraceReader.Read(foreign));
        Assert.Throws<UserException>(() => TraceReader.FilesAt(Path.Combine(directory.FullName, "nothing")));
        if (!OperatingSystem.IsWindows()) Assert.Contains("Windows", Assert.Throws<UserException>(() => TraceReader.Read(etl)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_fails_is_a_failed_trace()
    {
        using var directory = new TemporaryDirectory();
        var plan = new TracePlan("planted/none/0B", Path.Combine(directory.FullName, "x.nettrace"), new CaseSource(typeof(PlantedCases).Assembly.Location, typeof(PlantedCases).FullName!), 1, 10, TimeSpan.FromMinutes(1));

        Assert.Contains("planted/none/0B", Assert.Throws<TraceFailedException>(() => EventPipeRecorder.Record(plan, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }
}
