// Flame graphs (icicles: callers above, callees below) as one HTML page without anything from outside: plain SVG with
// tooltips, which is readable without scripts, and a small script that zooms into a frame.
//
//   one trace       width = ns/op with callees
//   two traces      width = base + candidate, so that a frame which went away stays visible; red grew, blue shrank

using System.Globalization;
using System.Net;
using System.Text;
using PerfLab.Lab.Trace.Questions;

namespace PerfLab.Lab.Trace.Output;

/// <summary>Writes flame graphs.</summary>
internal static class FlameGraph
{
    private const int Width = 1200;
    private const int RowHeight = 18;
    private const double NarrowestPixels = 0.4;
    private const double PixelsPerLetter = 6.6;

    /// <summary>A page with a graph per case.</summary>
    public static string Page(IEnumerable<CaseAnalysis> analyses) =>
        Page("Where the time goes", "", analyses.Select(a => Graph($"{a.Case}: {F(a.NsPerOperation)} ns/op", FlameNode.Of(a), Plain)));

    /// <summary>A page with a differential graph per case.</summary>
    public static string Page(IEnumerable<(CaseAnalysis Base, CaseAnalysis Candidate)> pairs) =>
        Page("What changed", " Red grew, blue shrank; a frame is as wide as base and candidate together.", pairs.Select(p => Graph(
            $"{p.Candidate.Case}: {F(p.Base.NsPerOperation)} -> {F(p.Candidate.NsPerOperation)} ns/op",
            FlameNode.Of(p.Base, p.Candidate),
            Change)));

    private static string Page(string title, string hint, IEnumerable<string> graphs) => Template.Value
        .Replace("{{title}}", WebUtility.HtmlEncode(title), StringComparison.Ordinal)
        .Replace("{{hint}}", hint, StringComparison.Ordinal)
        .Replace("{{graphs}}", string.Concat(graphs), StringComparison.Ordinal);

    private static string Graph(string heading, FlameNode root, Func<FlameNode, FlameNode, (string Fill, string Tip)> look)
    {
        var svg = new StringBuilder();
        int depth = Draw(svg, root, root, 0, 0, Width / Math.Max(root.Width, double.Epsilon), look);
        return $"""
            <section><h2>{WebUtility.HtmlEncode(heading)}</h2>
            <svg viewBox="0 0 {Width} {(depth + 1) * RowHeight}" role="img" aria-label="{WebUtility.HtmlEncode(heading)}">
            {svg}</svg></section>

            """;
    }

    private static int Draw(StringBuilder svg, FlameNode node, FlameNode root, int depth, double x, double scale, Func<FlameNode, FlameNode, (string Fill, string Tip)> look)
    {
        double width = node.Width * scale;
        (string fill, string tip) = look(node, root);
        string name = WebUtility.HtmlEncode(node.Name);
        string label = WebUtility.HtmlEncode(Fit(node.Name, width));
        svg.Append($"""<g data-x="{F(x)}" data-w="{F(width)}" data-d="{depth}" data-n="{name}"><title>{name} {tip}</title>""");
        svg.Append($"""<rect x="{F(x)}" y="{depth * RowHeight}" width="{F(width)}" height="{RowHeight - 1}" fill="{fill}"/>""");
        svg.AppendLine($"""<text x="{F(x + 3)}" y="{(depth * RowHeight) + 13}">{label}</text></g>""");

        int deepest = depth;
        foreach (FlameNode child in node.Children.Where(child => child.Width * scale >= NarrowestPixels))
        {
            deepest = Math.Max(deepest, Draw(svg, child, root, depth + 1, x, scale, look));
            x += child.Width * scale;
        }

        return deepest;
    }

    private static (string Fill, string Tip) Plain(FlameNode node, FlameNode root)
    {
        // A hue of the name, so that a frame looks the same in all graphs.
        int hue = 20 + (node.Name.Aggregate(0, (sum, c) => ((sum * 31) + c) & 0xFFFF) % 40);
        return ($"hsl({hue},80%,70%)", $"{F(node.Candidate)} ns/op, {F(100 * node.Candidate / root.Candidate)} %");
    }

    private static (string Fill, string Tip) Change(FlameNode node, FlameNode root)
    {
        double change = node.Candidate - node.Base;
        double strength = Math.Min(1, Math.Abs(change) / Math.Max(1e-9, 0.25 * root.Base));
        int light = (int)(95 - (35 * strength));
        return ($"hsl({(change > 0 ? 0 : 220)},80%,{light}%)", $"{F(node.Base)} -> {F(node.Candidate)} ns/op ({(change > 0 ? "+" : "")}{F(change)})");
    }

    private static string Fit(string name, double width)
    {
        int letters = (int)((width - 6) / PixelsPerLetter);
        return name.Length <= letters ? name : letters > 4 ? name[..(letters - 1)] + "…" : "";
    }

    private static string F(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static readonly Lazy<string> Template = new(() =>
    {
        using Stream stream = typeof(FlameGraph).Assembly.GetManifestResourceStream("PerfLab.Lab.Trace.Output.FlameGraph.html")!;
        return new StreamReader(stream).ReadToEnd();
    });
}

/// <summary>A frame in one calling context, of one trace (base 0) or of two.</summary>
internal sealed record FlameNode(string Name, double Base, double Candidate, IReadOnlyList<FlameNode> Children)
{
    public double Width => Base + Candidate;

    public static FlameNode Of(CaseAnalysis analysis) =>
        Merge("all", null, 0, analysis.Tree.Root, analysis.NsPerOperation / Math.Max(1, analysis.Samples));

    public static FlameNode Of(CaseAnalysis @base, CaseAnalysis candidate) => Merge(
        "all",
        @base.Tree.Root,
        @base.NsPerOperation / Math.Max(1, @base.Samples),
        candidate.Tree.Root,
        candidate.NsPerOperation / Math.Max(1, candidate.Samples));

    private static FlameNode Merge(string name, FrameNode? @base, double baseNs, FrameNode? candidate, double candidateNs)
    {
        Dictionary<string, FrameNode> before = (@base?.Children ?? []).ToDictionary(c => c.Name);
        Dictionary<string, FrameNode> after = (candidate?.Children ?? []).ToDictionary(c => c.Name);
        FlameNode[] children = [.. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Select(child => Merge(child, before.GetValueOrDefault(child), baseNs, after.GetValueOrDefault(child), candidateNs))];
        return new FlameNode(name, (@base?.Inclusive ?? 0) * baseNs, (candidate?.Inclusive ?? 0) * candidateNs, children);
    }
}
