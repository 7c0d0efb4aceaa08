// Throughput over message size as inline SVG: both axes logarithmic, one line per series with the band of its median's
// 95 % interval. No script: it prints, mails and follows the reader's colour scheme.

using System.Net;
using System.Text;
using PerfLab.Cases;

namespace PerfLab.Lab.Report;

/// <summary>A point of a series.</summary>
/// <param name="SizeBytes">Message size, above 0.</param>
/// <param name="GbPerSecond">Throughput at the median.</param>
/// <param name="Low">Throughput at the slow end of the interval.</param>
/// <param name="High">Throughput at the fast end.</param>
internal sealed record ChartPoint(long SizeBytes, double GbPerSecond, double Low, double High);

/// <summary>A line of a chart.</summary>
internal sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points);

/// <summary>Draws one chart.</summary>
internal sealed class ThroughputChart
{
    private const int Width = 640;
    private const int Height = 330;
    private const int Left = 56;
    private const int Right = 170;
    private const int Top = 16;
    private const int Bottom = 40;
    private const int LegendStep = 18;
    private const double Padding = 1.15;

    /// <summary>Colours that differ for readers who see few of them (Okabe and Ito), one class each in the page's style.</summary>
    public const int ColourCount = 8;

    private readonly IReadOnlyList<ChartSeries> _series;
    private readonly double _smallest;
    private readonly double _largest;
    private readonly double _slowest;
    private readonly double _fastest;

    private ThroughputChart(IReadOnlyList<ChartSeries> series)
    {
        _series = series;
        ChartPoint[] points = [.. series.SelectMany(s => s.Points)];
        _smallest = points.Min(p => p.SizeBytes);
        _largest = points.Max(p => p.SizeBytes);
        _slowest = points.Min(p => p.Low) / Padding;
        _fastest = points.Max(p => p.High) * Padding;
    }

    /// <summary>The chart of at least one series with at least two sizes.</summary>
    public static string Draw(string title, IReadOnlyList<ChartSeries> series)
    {
        var chart = new ThroughputChart(series);
        var svg = new StringBuilder();
        svg.Append($"<svg viewBox='0 0 {Width} {Height}' role='img' aria-label='{WebUtility.HtmlEncode(title)}'>");
        chart.DrawSizes(svg);
        chart.DrawThroughputs(svg);
        for (var i = 0; i < series.Count; i++)
        {
            chart.DrawSeries(svg, series[i], i);
        }

        return svg.Append("</svg>").ToString();
    }

    private void DrawSizes(StringBuilder svg)
    {
        foreach (var size in _series.SelectMany(s => s.Points).Select(p => p.SizeBytes).Distinct().Order())
        {
            svg.Append($"<line class='grid' x1='{X(size)}' x2='{X(size)}' y1='{Top}' y2='{Height - Bottom}'/>");
            svg.Append($"<text x='{X(size)}' y='{Height - Bottom + 16}' text-anchor='middle'>{MessageSize.Format(size)}</text>");
        }

        svg.Append($"<text x='{(Left + Width - Right) / 2}' y='{Height - 6}' text-anchor='middle'>message size</text>");
    }

    private void DrawThroughputs(StringBuilder svg)
    {
        for (var decade = Math.Floor(Math.Log10(_slowest)); decade <= Math.Log10(_fastest); decade++)
        {
            foreach (var step in new[] { 1, 2, 5 })
            {
                var value = step * Math.Pow(10, decade);
                if (value >= _slowest && value <= _fastest)
                {
                    svg.Append($"<line class='grid' x1='{Left}' x2='{Width - Right}' y1='{Y(value)}' y2='{Y(value)}'/>");
                    svg.Append($"<text x='{Left - 6}' y='{Y(value)}' dy='4' text-anchor='end'>{value:0.###}</text>");
                }
            }
        }

        svg.Append($"<text x='{Left}' y='{Top - 5}' text-anchor='end'>GB/s</text>");
    }

    private void DrawSeries(StringBuilder svg, ChartSeries series, int index)
    {
        var colour = $"c{index % ColourCount}";
        var upper = series.Points.Select(p => $"{X(p.SizeBytes)},{Y(p.High)}");
        var lower = series.Points.Reverse().Select(p => $"{X(p.SizeBytes)},{Y(p.Low)}");
        svg.Append($"<polygon class='band {colour}' points='{string.Join(' ', upper.Concat(lower))}'/>");
        svg.Append($"<polyline class='line {colour}' points='{string.Join(' ', series.Points.Select(p => $"{X(p.SizeBytes)},{Y(p.GbPerSecond)}"))}'/>");
        foreach (var point in series.Points)
        {
            svg.Append($"<circle class='dot {colour}' cx='{X(point.SizeBytes)}' cy='{Y(point.GbPerSecond)}' r='3'><title>{WebUtility.HtmlEncode(series.Name)} {MessageSize.Format(point.SizeBytes)}: {point.GbPerSecond:0.###} GB/s</title></circle>");
        }

        var y = Top + 10 + index * LegendStep;
        svg.Append($"<rect class='dot {colour}' x='{Width - Right + 14}' y='{y - 9}' width='12' height='4'/>");
        svg.Append($"<text x='{Width - Right + 32}' y='{y - 3}'>{WebUtility.HtmlEncode(series.Name)}</text>");
    }

    private string X(double size) => Place(size, _smallest, _largest, Left + 16, Width - Right - 16);

    private string Y(double throughput) => Place(throughput, _slowest, _fastest, Height - Bottom, Top);

    private static string Place(double value, double from, double to, double first, double last) =>
        $"{first + (last - first) * (Math.Log(value) - Math.Log(from)) / (Math.Log(to) - Math.Log(from)):0.0}";
}
