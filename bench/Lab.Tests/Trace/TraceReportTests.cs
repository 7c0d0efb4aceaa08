using PerfLab.Lab.Trace;
using PerfLab.Lab.Trace.Output;
using PerfLab.Lab.Trace.Questions;

namespace PerfLab.Lab.Tests.Trace;

/// <summary>Reports of known analyses, as they are printed.</summary>
public sealed class TraceReportTests
{
    [Fact]
    public void An_analysis_as_text() => Assert.Equal(
        """
        aead/aes-256-gcm/seal/ordered/1KiB
        6 iterations, 1000 operations, 400.0 ns/op in the trace (2.56 GB/s), 2.5 B/op allocated, 1000 CPU samples
        warning: 1 methods got new code inside measured iterations: not steady state

        Top frames
          frame           exclusive  ns/op  inclusive  ns/op
          GcmKernel.Run       80.0%  320.0      80.0%  320.0
          SealProvider.X      20.0%   80.0     100.0%  400.0

        Allocation
          type, and where (innermost first)  B/op, about
          Byte[]: A.B < C.D                          2.5

        Message latency (ns)
          event          count  p50  p90  p99  p99.9  max
          MessageSealed    100  300  310  320    330  340

        Inside measured iterations
          what                           count  ms, all  ms, longest
          GC pauses                          2      1.5          1.0
          jitted A.B (QuickJitted)           1
          thrown System.Exception            3
          refused unseal MessageAltered      4

        """,
        TraceText.Write(Analysis(400, 800, 200), markdown: false),
        ignoreLineEndingDifferences: true);

    [Fact]
    public void A_difference_as_markdown() => Assert.Equal(
        """
        ### aead/aes-256-gcm/seal/ordered/1KiB

        400.0 -> 500.0 ns/op in the traces (+25.0%)
        warning: base: 1 methods got new code inside measured iterations: not steady state
        warning: candidate: 1 methods got new code inside measured iterations: not steady state

        **Frames, exclusive**

        | what | unit | base | candidate | change |
        |---|---:|---:|---:|---:|
        | `SealProvider.X` | ns/op | 80.0 | 200.0 | +120.0 |

        """,
        TraceText.Write(TraceDiff.Of(Analysis(400, 800, 200), Analysis(500, 600, 400)), markdown: true),
        ignoreLineEndingDifferences: true);

    [Fact]
    public void A_difference_within_sampling_noise_is_not_told() =>
        Assert.Empty(TraceDiff.Of(Analysis(400, 800, 200), Analysis(404, 792, 208)).Changes);

    [Fact]
    public void Json_has_every_answer()
    {
        string json = TraceJson.Write([Analysis(400, 800, 200)]);
        foreach (string property in new[] { "case", "iterations", "nsPerOperation", "frames", "exclusiveNs", "inclusiveNs", "allocations", "gc", "jitted", "exceptions", "latencies", "refused", "warnings" })
            Assert.Contains($"\"{property}\":", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Flame_graphs_are_offline_and_escaped()
    {
        CaseAnalysis analysis = Analysis(400, 800, 200) with { Case = "<script>alert('case')</script>" };
        analysis.Tree.Add(1, ["Dictionary<int,\"x\">.Get&Set"]);
        foreach (string page in new[] { FlameGraph.Page([analysis]), FlameGraph.Page([(analysis, analysis)]) })
        {
            Assert.DoesNotContain("http", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.Contains("Dictionary&lt;int,&quot;x&quot;&gt;.Get&amp;Set", page, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;alert", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_differential_graph_keeps_frames_that_went_away()
    {
        CaseAnalysis before = Analysis(400, 800, 200), after = Analysis(400, 800, 200);
        before.Tree.Add(1, ["Gone.Away"]);
        Assert.Contains("Gone.Away", FlameGraph.Page([(before, after)]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PerfLab.Sealing.Kernels.GcmKernel`1[PerfLab.Sealing.Kernels.X86Isa].Run(unsigned int8*)", "GcmKernel[X86Isa].Run")]
    [InlineData("PerfLab.Cases.ContractCase+SealLoop.Run(int64)", "ContractCase+SealLoop.Run")]
    [InlineData("System.Collections.Generic.Dictionary`2[System.__Canon,System.Int32].TryGetValue(!0,!1&)", "Dictionary[__Canon,Int32].TryGetValue")]
    [InlineData("PerfLab.Sealing.Contexts.SealContext..ctor(class X)", "SealContext..ctor")]
    [InlineData("Program.<Main>$(class System.String[])", "Program.<Main>$")]
    public void Frames_are_called_by_type_and_method(string full, string expected) => Assert.Equal(expected, FrameName.Short(full));

    [Fact]
    public void A_recursive_frame_counts_once_per_sample()
    {
        var tree = new FrameTree();
        tree.Add(1, ["A", "B", "A"]);
        Assert.Equal((1, 1), tree.ByFrame()["A"]);
        Assert.Equal((0, 1), tree.ByFrame()["B"]);
    }

    private static CaseAnalysis Analysis(double ns, int kernelSamples, int doorSamples) => new(
        "aead/aes-256-gcm/seal/ordered/1KiB",
        "x.nettrace",
        SizeBytes: 1024,
        Iterations: 6,
        Operations: 1000,
        ns,
        AllocatedBytesPerOperation: 2.5,
        Samples: 1000,
        [
            new("GcmKernel.Run", ns * kernelSamples / 1000, ns * kernelSamples / 1000, kernelSamples, kernelSamples),
            new("SealProvider.X", ns * doorSamples / 1000, ns, doorSamples, 1000),
        ],
        [new("Byte[]", "A.B < C.D", 2500)],
        new GcPauses(2, 1.5, 1.0),
        [new("A.B", "QuickJitted")],
        new Dictionary<string, long> { ["System.Exception"] = 3 },
        [new("MessageSealed", 100, 300, 310, 320, 330, 340)],
        new Dictionary<string, long> { ["unseal MessageAltered"] = 4 },
        ["1 methods got new code inside measured iterations: not steady state"])
    {
        Tree = Tree(kernelSamples, doorSamples),
    };

    private static FrameTree Tree(int kernelSamples, int doorSamples)
    {
        var tree = new FrameTree();
        for (int i = 0; i < kernelSamples; i++) tree.Add(i, ["SealProvider.X", "GcmKernel.Run"]);
        for (int i = 0; i < doorSamples; i++) tree.Add(i, ["SealProvider.X"]);
        return tree;
    }
}
