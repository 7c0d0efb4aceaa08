using System.Globalization;
using System.Text;
using PerfLab.Lab.Trace.Questions;

namespace PerfLab.Lab.Trace.Output;

/// <summary>Analyses and differences for people: text for a terminal, markdown for a pull request.</summary>
internal static class TraceText
{
    private const int RowsShown = 12;

    /// <summary>What a trace says about its case.</summary>
    public static string Write(CaseAnalysis analysis, bool markdown)
    {
        var output = new StringBuilder();
        Heading(output, analysis.Case, markdown);
        output.AppendLine(Invariant($"{analysis.Iterations} iterations, {analysis.Operations} operations, {analysis.NsPerOperation:F1} ns/op in the trace{Throughput(analysis)}, {analysis.AllocatedBytesPerOperation:F1} B/op allocated, {analysis.Samples} CPU samples"));
        foreach (string warning in analysis.Warnings) output.AppendLine($"warning: {warning}");

        Section(output, "Top frames", Frames(analysis), markdown);
        Section(output, "Allocation", Allocations(analysis), markdown);
        Section(output, "Message latency (ns)", Latencies(analysis), markdown);
        Section(output, "Inside measured iterations", Events(analysis), markdown);
        return output.ToString();
    }

    /// <summary>What changed between two traces of a case.</summary>
    public static string Write(TraceDiff diff, bool markdown)
    {
        var output = new StringBuilder();
        Heading(output, diff.Case, markdown);
        output.AppendLine(Invariant($"{diff.BaseNs:F1} -> {diff.CandidateNs:F1} ns/op in the traces ({(diff.CandidateNs / diff.BaseNs) - 1:+0.0%;-0.0%;0.0%})"));
        foreach (string warning in diff.Warnings) output.AppendLine($"warning: {warning}");
        if (diff.Changes.Count == 0) output.AppendLine("nothing changed beyond sampling noise");

        foreach (IGrouping<TraceChangeKind, TraceChange> kind in diff.Changes.GroupBy(c => c.Kind))
        {
            var table = new TextTable("what", "unit", "base", "candidate", "change");
            foreach (TraceChange c in kind.Take(RowsShown))
                table.Add(c.What, c.Unit, Number(c.Base), Number(c.Candidate), Signed(c.Difference));
            Section(output, Title(kind.Key), table, markdown);
        }

        return output.ToString();
    }

    /// <summary>The three frames that grew most, for a line under a verdict.</summary>
    public static string Growth(TraceDiff diff)
    {
        string[] grown = [.. diff.Frames.Where(f => f.Difference > 0).Take(3).Select(f => $"{f.What} {Signed(f.Difference)} ns/op")];
        return grown.Length > 0 ? $"grew most: {string.Join(", ", grown)}" : "no frame grew beyond sampling noise";
    }

    /// <summary>The three frames with the most own time, where there is nothing to compare with.</summary>
    public static string Top(CaseAnalysis analysis) =>
        $"top frames: {string.Join(", ", analysis.Frames.Take(3).Select(f => $"{f.Frame} {Number(f.ExclusiveNs)} ns/op"))}";

    private static TextTable Frames(CaseAnalysis analysis)
    {
        var table = new TextTable("frame", "exclusive", "ns/op", "inclusive", "ns/op");
        foreach (FrameCost f in analysis.Frames.Take(RowsShown))
            table.Add(f.Frame, Share(f.ExclusiveSamples), Number(f.ExclusiveNs), Share(f.InclusiveSamples), Number(f.InclusiveNs));
        return table;

        string Share(int samples) => Invariant($"{(double)samples / analysis.Samples:P1}").Replace(" ", "");
    }

    private static TextTable Allocations(CaseAnalysis analysis)
    {
        var table = new TextTable("type, and where (innermost first)", "B/op, about");
        foreach (AllocationSite site in analysis.Allocations.Take(RowsShown))
            table.Add($"{site.Type}: {site.Stack}", Number((double)site.Bytes / analysis.Operations));
        return table;
    }

    private static TextTable Latencies(CaseAnalysis analysis)
    {
        var table = new TextTable("event", "count", "p50", "p90", "p99", "p99.9", "max");
        foreach (MessageLatency l in analysis.Latencies)
            table.Add(l.Event, $"{l.Count}", $"{l.P50}", $"{l.P90}", $"{l.P99}", $"{l.P999}", $"{l.Max}");
        return table;
    }

    private static TextTable Events(CaseAnalysis analysis)
    {
        var table = new TextTable("what", "count", "ms, all", "ms, longest");
        if (analysis.Gc.Count > 0)
            table.Add("GC pauses", $"{analysis.Gc.Count}", Number(analysis.Gc.TotalMilliseconds), Number(analysis.Gc.LongestMilliseconds));
        foreach (IGrouping<string, JittedMethod> method in analysis.Jitted.GroupBy(m => $"jitted {m.Method} ({m.Tier})").Take(RowsShown))
            table.Add(method.Key, $"{method.Count()}", "", "");
        foreach ((string type, long count) in analysis.Exceptions) table.Add($"thrown {type}", $"{count}", "", "");
        foreach ((string refusal, long count) in analysis.Refused) table.Add($"refused {refusal}", $"{count}", "", "");
        return table;
    }

    private static void Heading(StringBuilder output, string text, bool markdown) => output.AppendLine(markdown ? $"### {text}\n" : text);

    private static void Section(StringBuilder output, string title, TextTable table, bool markdown)
    {
        if (table.Count == 0) return;
        output.AppendLine().AppendLine(markdown ? $"**{title}**\n" : title);
        table.Write(output, markdown);
    }

    private static string Throughput(CaseAnalysis analysis) =>
        analysis.SizeBytes == 0 ? "" : Invariant($" ({analysis.SizeBytes / analysis.NsPerOperation:F2} GB/s)");

    private static string Number(double value) => Invariant($"{value:0.0#}");

    private static string Signed(double value) => Invariant($"{value:+0.0#;-0.0#;0}");

    private static string Title(TraceChangeKind kind) => kind switch
    {
        TraceChangeKind.Time => "Frames, exclusive",
        TraceChangeKind.Allocation => "Allocation",
        TraceChangeKind.Latency => "Message latency",
        _ => "Inside measured iterations",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
