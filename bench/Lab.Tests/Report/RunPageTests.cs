using System.Text.RegularExpressions;
using System.Xml.Linq;
using PerfLab.Cases;
using PerfLab.Lab.Report;
using PerfLab.Lab.Results;
using PerfLab.Lab.Run;

namespace PerfLab.Lab.Tests.Report;

public sealed partial class RunPageTests
{
    private static readonly long[] Sizes = [0, 16, 1024, 65536];

    private static RunRecord Run(string commit = "abc", string warning = "") => new(
        1,
        $"id-{commit}",
        DateTime.UnixEpoch,
        commit,
        false,
        new ProfileRecord("quick", "{}"),
        new MachineRecord("CPU <&>", 2, 1, "os", "1", "rt", "tier", new Dictionary<string, string>()),
        Runner.WithPeerRatios(
        [
            .. Sizes.Select(size => Record($"aead/aes-256-gcm/seal/none/{MessageSize.Format(size)}", size, 50)),
            .. Sizes.Select(size => Record($"peer/dotnet/aes-256-gcm/seal/none/{MessageSize.Format(size)}", size, 500)),
            CaseRecord.Failure("aead/aes-256-gcm/sign/none/16B", 16, "<script>alert(1)</script>"),
        ]),
        [warning]);

    [Fact]
    public void A_sweep_is_drawn_with_its_peers_and_the_empty_message_left_out()
    {
        var svg = XDocument.Parse(Svg().Match(RunPage.Write([Run()])).Value);
        Assert.Equal(["perflab", "dotnet"], Names(svg));
        Assert.All(Polylines(svg), line => Assert.Equal(3, line.Split(' ').Length));
        string[][] points = [.. Polylines(svg).Select(line => line.Split(' '))];
        Assert.True(Y(points[0][0]) < Y(points[1][0]), "ten times faster is drawn above");
    }

    [Fact]
    public void Two_runs_share_a_chart_and_their_lines_name_the_commit()
    {
        var svg = XDocument.Parse(Svg().Match(RunPage.Write([Run("one"), Run("two")])).Value);
        Assert.Equal(["perflab one", "dotnet one", "perflab two", "dotnet two"], Names(svg));
    }

    [Fact]
    public void Texts_of_a_run_are_escaped_and_the_page_needs_nothing_else()
    {
        var page = RunPage.Write([Run(warning: "<b>\"'")]);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>\"", page, StringComparison.Ordinal);
        Assert.Contains("CPU &lt;&amp;&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_case_is_in_the_table_with_its_reason_among_the_warnings()
    {
        var page = RunPage.Write([Run()]);
        Assert.Contains("<td>aead/aes-256-gcm/sign/none/16B<td class='bad' colspan='4'>failed", page, StringComparison.Ordinal);
        Assert.Contains("<details open>", page, StringComparison.Ordinal);
    }

    private static CaseRecord Record(string name, long size, double median) =>
        Runner.Summarize(new Case(name, size, () => _ => { }), [new CaseMeasurement([median, median * 1.1, median], 0, null)]);

    private static IEnumerable<string> Names(XDocument svg) =>
        svg.Descendants("text").Where(t => t.Attribute("text-anchor") is null).Select(t => t.Value);

    private static IEnumerable<string> Polylines(XDocument svg) => svg.Descendants("polyline").Select(l => l.Attribute("points")!.Value);

    private static double Y(string point) => double.Parse(point.Split(',')[1]);

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}
