using System.IO.Compression;
using System.Text.Json;
using PerfLab.Lab.Tests.Support;
using PerfLab.Lab.Trace;
using PerfLab.Lab.Trace.Output;

namespace PerfLab.Lab.Tests.Trace;

/// <summary>A trace that perflab trace once recorded (aead/aes-256-gcm/seal/ordered/1KiB, three iterations of 100 ms), and the
/// reports that must come of it. To renew a report: perflab analyze FILE --format FORMAT on the unpacked trace.</summary>
public sealed class StoredTraceTests : IDisposable
{
    private static readonly string s_fixtures = Path.Combine(Repository.Root, "bench", "Lab.Tests", "Trace", "Fixtures");

    private readonly TemporaryDirectory _directory = new();
    private readonly CaseAnalysis _analysis;

    public StoredTraceTests()
    {
        string file = Path.Combine(_directory.FullName, "aead_aes-256-gcm_seal_ordered_1KiB.nettrace");
        using (FileStream packed = File.OpenRead(Path.Combine(s_fixtures, "sealing.nettrace.br")))
        using (var unpacking = new BrotliStream(packed, CompressionMode.Decompress))
        using (FileStream trace = File.Create(file))
            unpacking.CopyTo(trace);
        _analysis = TraceReader.Read(file);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_reports_of_a_stored_trace()
    {
        AssertIs("sealing.txt", TraceText.Write(_analysis, markdown: false));
        AssertIs("sealing.md", TraceText.Write(_analysis, markdown: true));
        AssertIs("sealing.json", TraceJson.Write([_analysis]));
        Assert.DoesNotContain(_analysis.Warnings, w => w.Contains("lost", StringComparison.Ordinal));
    }

    [Fact]
    public void Speedscope_opens_and_closes_every_frame_in_the_order_of_time()
    {
        string file = Path.Combine(_directory.FullName, "case.speedscope.json");
        SpeedscopeFile.Write(_analysis, file);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal("https://www.speedscope.app/file-format-schema.json", json.RootElement.GetProperty("$schema").GetString());
        int frames = json.RootElement.GetProperty("shared").GetProperty("frames").GetArrayLength();
        JsonElement profile = Assert.Single(json.RootElement.GetProperty("profiles").EnumerateArray().ToArray());
        Assert.Equal("evented", profile.GetProperty("type").GetString());
        Assert.Equal("milliseconds", profile.GetProperty("unit").GetString());

        var open = new Stack<int>();
        double at = profile.GetProperty("startValue").GetDouble();
        foreach (JsonElement e in profile.GetProperty("events").EnumerateArray())
        {
            Assert.True(e.GetProperty("at").GetDouble() >= at);
            at = e.GetProperty("at").GetDouble();
            int frame = e.GetProperty("frame").GetInt32();
            Assert.InRange(frame, 0, frames - 1);
            if (e.GetProperty("type").GetString() == "O") open.Push(frame);
            else Assert.Equal(open.Pop(), frame);
        }

        Assert.Empty(open);
        Assert.Equal(profile.GetProperty("endValue").GetDouble(), at);
    }

    private static void AssertIs(string golden, string report) =>
        Assert.Equal(File.ReadAllText(Path.Combine(s_fixtures, golden)).TrimEnd(), report.TrimEnd(), ignoreLineEndingDifferences: true);
}
