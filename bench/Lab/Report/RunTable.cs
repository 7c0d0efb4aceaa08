using PerfLab.Cases;
using PerfLab.Lab.Peers;
using PerfLab.Lab.Results;
using Spectre.Console;

namespace PerfLab.Lab.Report;

/// <summary>A run as a table: ours with the ratio to every peer, then the peers' own figures.</summary>
internal static class RunTable
{
    private const int RedirectedWidth = 160;

    /// <summary>Prints to standard output.</summary>
    public static void Print(RunRecord run)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = RedirectedWidth;
        }

        console.Write(Ours(run));
        if (run.Cases.Any(c => CaseName.IsPeer(c.Name)))
        {
            console.Write(PeerTable(run));
        }

        foreach (var line in Notes(run))
        {
            console.WriteLine(line);
        }
    }

    private static Table Ours(RunRecord run)
    {
        var table = NewTable("case", "ns", "± %", "GB/s", "B/op");
        table.AddColumn(new TableColumn("peers' time over ours"));
        foreach (var c in run.Cases.Where(c => !CaseName.IsPeer(c.Name)))
        {
            table.AddRow([.. Figures(c), PeerColumn.Text(c)]);
        }

        return table;
    }

    private static Table PeerTable(RunRecord run)
    {
        var table = NewTable("peer's case", "ns", "± %", "GB/s", "B/op");
        foreach (var c in run.Cases.Where(c => CaseName.IsPeer(c.Name)))
        {
            table.AddRow(Figures(c));
        }

        return table;
    }

    private static Table NewTable(string first, params string[] figures)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(first).NoWrap());
        foreach (var figure in figures)
        {
            table.AddColumn(new TableColumn(figure).RightAligned().NoWrap());
        }

        return table;
    }

    private static string[] Figures(CaseRecord c) => c.MedianNs is null
        ? [c.Name, "FAILED", "", "", ""]
        :
        [
            c.Name,
            c.MedianNs < 1000 ? $"{c.MedianNs:0.0}" : $"{c.MedianNs:N0}",
            $"{(c.HighNs - c.LowNs) / 2 / c.MedianNs * 100:0.0}",
            $"{c.GbPerSecond:0.00}",
            $"{c.AllocatedBytes:0.##}",
        ];

    private static IEnumerable<string> Notes(RunRecord run)
    {
        yield return $"{run.Machine.Cpu}, {run.Machine.Cores} cores, tier {run.Machine.Tier}, {run.Machine.Runtime}, {run.Machine.Os}";
        yield return $"commit {run.Commit}{(run.Dirty ? " with changes" : "")}, profile {run.Profile.Name}, {run.Utc:u}";
        yield return "ns: median per operation; ± %: half of its 95 % interval; GB = 10^9 bytes; B/op: managed bytes allocated; 2.00x peer: the peer's median is twice ours";
        foreach (var peer in run.Cases.Where(c => CaseName.IsPeer(c.Name)).Select(c => CaseName.PeerOf(c.Name)).Distinct())
        {
            yield return $"{peer}: {PeerList.Find(peer)?.Note}";
        }

        foreach (var c in run.Cases)
        {
            foreach (var warning in c.Warnings)
            {
                yield return $"{(c.Status == CaseRecord.Ok ? "warning" : c.Status)}: {c.Name}: {warning}";
            }
        }

        foreach (var warning in run.Warnings)
        {
            yield return $"warning: {warning}";
        }
    }
}
