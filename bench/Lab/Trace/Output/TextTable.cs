using System.Text;

namespace PerfLab.Lab.Trace.Output;

/// <summary>A small table, as aligned text or as markdown. The first column is text, all others are numbers.</summary>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public int Count => _rows.Count;

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(StringBuilder output, bool markdown)
    {
        int[] widths = [.. headers.Select((header, column) => _rows.Select(row => row[column].Length).Append(header.Length).Max())];
        if (markdown) output.AppendLine($"| {string.Join(" | ", headers)} |");
        else Line(headers);
        if (markdown) output.AppendLine("|" + string.Concat(headers.Select((_, column) => column == 0 ? "---|" : "---:|")));
        foreach (string[] row in _rows) Line(row);

        void Line(string[] cells)
        {
            if (markdown)
            {
                output.AppendLine("| " + string.Join(" | ", cells.Select((cell, column) => column == 0 ? $"`{cell}`" : cell)) + " |");
                return;
            }

            IEnumerable<string> padded = cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            output.AppendLine("  " + string.Join("  ", padded).TrimEnd());
        }
    }
}
