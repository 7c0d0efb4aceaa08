// Stored runs as one HTML page that needs nothing else: throughput over size for every suite, operation and mode that was
// swept, the table of all cases, the machine, every warning. Texts from a run are escaped; there is no script.

using System.Net;
using System.Text;
using PerfLab.Cases;
using PerfLab.Lab.Peers;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Report;

/// <summary>Writes the page of one or several runs.</summary>
internal static class RunPage
{
    private const int FewestSizes = 3;

    /// <summary>The page's text.</summary>
    public static string Write(IReadOnlyList<RunRecord> runs)
    {
        var title = $"PerfLab {string.Join(" and ", runs.Select(r => r.Id))}";
        var page = new StringBuilder();
        page.Append($"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>{Text(title)}</title><style>{Style}</style></head><body><h1>PerfLab</h1>");
        foreach (var run in runs)
        {
            WriteHead(page, run);
        }

        page.Append("<h2>Throughput over message size</h2><p>Payload bytes per second at the median, GB = 10<sup>9</sup> bytes, both axes logarithmic; bands are 95 % intervals of the median.</p>");
        foreach (var sweep in Sweeps(runs))
        {
            page.Append($"<figure><figcaption>{Text(sweep.Key)}</figcaption>{ThroughputChart.Draw(sweep.Key, sweep.Value)}</figure>");
        }

        foreach (var run in runs)
        {
            WriteTable(page, run);
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static void WriteHead(StringBuilder page, RunRecord run)
    {
        var machine = run.Machine;
        page.Append($"<p><b>{Text(run.Id)}</b><br>commit {Text(run.Commit)}{(run.Dirty ? " with changes" : "")}, profile {Text(run.Profile.Name)}, {run.Utc:u}<br>");
        page.Append($"{Text(machine.Cpu)}, {machine.Cores} cores, tier {Text(machine.Tier)}, {Text(machine.Runtime)}, {Text(machine.Os)}");
        foreach (var (key, value) in machine.Settings)
        {
            page.Append($"<br>{Text(key)}: {Text(value)}");
        }

        page.Append("</p>");
        string[] warnings = [.. run.Warnings, .. run.Cases.SelectMany(c => c.Warnings.Select(w => $"{c.Name}: {(c.Status == CaseRecord.Ok ? "" : c.Status + ": ")}{w}"))];
        if (warnings.Length > 0)
        {
            page.Append($"<details{(run.Cases.All(c => c.Status == CaseRecord.Ok) ? "" : " open")}><summary>{warnings.Length} warnings</summary><ul>{string.Concat(warnings.Select(w => $"<li>{Text(w)}</li>"))}</ul></details>");
        }
    }

    // A sweep is a name without its size, with our series and every peer's, from every run.
    private static IEnumerable<KeyValuePair<string, IReadOnlyList<ChartSeries>>> Sweeps(IReadOnlyList<RunRecord> runs)
    {
        foreach (var group in runs.SelectMany(r => r.Cases).Where(c => !CaseName.IsPeer(c.Name)).Select(c => WithoutSize(c.Name)).Distinct())
        {
            ChartSeries[] series = [.. runs.SelectMany(run => SeriesOf(run, group, runs.Count > 1)).Where(s => s.Points.Count >= FewestSizes)];
            if (series.Length > 0)
            {
                yield return new(group, series);
            }
        }
    }

    private static IEnumerable<ChartSeries> SeriesOf(RunRecord run, string group, bool namesRun)
    {
        var tail = CaseName.TailOf(group);
        return run.Cases
            .Where(c => c.MedianNs > 0 && c.SizeBytes > 0 && (WithoutSize(c.Name) == group || (CaseName.IsPeer(c.Name) && CaseName.TailOf(WithoutSize(c.Name)) == tail)))
            .GroupBy(c => CaseName.IsPeer(c.Name) ? CaseName.PeerOf(c.Name) : "perflab")
            .Select(g => new ChartSeries(namesRun ? $"{g.Key} {run.Commit}" : g.Key, [.. g.OrderBy(c => c.SizeBytes).Select(PointOf)]));
    }

    private static ChartPoint PointOf(CaseRecord c) =>
        new(c.SizeBytes, c.SizeBytes / c.MedianNs!.Value, c.SizeBytes / c.HighNs!.Value, c.SizeBytes / c.LowNs!.Value);

    private static string WithoutSize(string name) => name[..name.LastIndexOf('/')];

    private static void WriteTable(StringBuilder page, RunRecord run)
    {
        page.Append($"<h2>{Text(run.Id)}</h2><div class='wide'><table><tr><th>case<th>ns<th>95 % interval<th>GB/s<th>B/op<th>peers</tr>");
        foreach (var c in run.Cases)
        {
            page.Append($"<tr><td>{Text(c.Name)}");
            page.Append(c.MedianNs is null
                ? $"<td class='bad' colspan='4'>{Text(c.Status)}"
                : $"<td>{c.MedianNs:N1}<td>{c.LowNs:N1} to {c.HighNs:N1}<td>{c.GbPerSecond:0.00}<td>{c.AllocatedBytes:0.##}");
            page.Append($"<td>{Text(PeerColumn.Text(c))}</tr>");
        }

        page.Append("</table></div><p>2.00x peer: the peer's median is twice ours in the same run.");
        foreach (var peer in run.Cases.Where(c => CaseName.IsPeer(c.Name)).Select(c => CaseName.PeerOf(c.Name)).Distinct())
        {
            page.Append($"<br>{Text(peer)}: {Text(PeerList.Find(peer)?.Note ?? "")}");
        }

        page.Append("</p>");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private const string Style = """
        :root{color-scheme:light dark;--ink:#222;--paper:#fff;--grid:#ddd}
        @media(prefers-color-scheme:dark){:root{--ink:#ddd;--paper:#181818;--grid:#383838}}
        body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1060px;margin:2em auto;padding:0 1em}
        figure{display:inline-block;width:min(100%,520px);margin:0 0 1.5em}figcaption{font-weight:600}
        svg{width:100%}svg text{font-size:11px;fill:var(--ink)}.grid{stroke:var(--grid)}
        .line{fill:none;stroke-width:2}.band{opacity:.2;stroke:none}
        .line.c0{stroke:#0072b2}.line.c1{stroke:#d55e00}.line.c2{stroke:#009e73}.line.c3{stroke:#cc79a7}
        .line.c4{stroke:#e69f00}.line.c5{stroke:#56b4e9}.line.c6{stroke:#999}.line.c7{stroke:#b8a800}
        .band.c0,.dot.c0{fill:#0072b2}.band.c1,.dot.c1{fill:#d55e00}.band.c2,.dot.c2{fill:#009e73}.band.c3,.dot.c3{fill:#cc79a7}
        .band.c4,.dot.c4{fill:#e69f00}.band.c5,.dot.c5{fill:#56b4e9}.band.c6,.dot.c6{fill:#999}.band.c7,.dot.c7{fill:#b8a800}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:.15em .6em;text-align:right;border-bottom:1px solid var(--grid);white-space:nowrap}
        td:first-child,th:first-child,td:last-child,th:last-child{text-align:left}.wide{overflow-x:auto}.bad{color:#d00;text-align:left}
        """;
}
