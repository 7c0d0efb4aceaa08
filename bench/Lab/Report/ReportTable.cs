using System.Text;
using Spectre.Console;

namespace PerfLab.Lab.Report;

/// <summary>A table of text, for the terminal and for markdown; the first columns are words, the others figures.</summary>
internal sealed record ReportTable(int Words, string[] Columns, IReadOnlyList<string[]> Rows)
{
    public void Print(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach ((int i, string column) in Columns.Index())
            table.AddColumn(i < Words ? new TableColumn(column).NoWrap() : new TableColumn(column).RightAligned().NoWrap());
        foreach (string[] row in Rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(table);
    }

    public string Markdown()
    {
        var text = new StringBuilder();
        AppendRow(text, Columns);
        AppendRow(text, Columns.Select((_, i) => i < Words ? ":--" : "--:"));
        foreach (string[] row in Rows)
            AppendRow(text, row.Select(Escape));
        return text.Append('\n').ToString();
    }

    /// <summary>Text that markdown shows as it is.</summary>
    public static string Escape(string text) => text
        .Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("\n", " ", StringComparison.Ordinal);

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
