// A compared suite for a pull request: what changed, then everything, folded.

using System.Text;
using PerfLab.Lab.Compare;
using PerfLab.Lab.Compare.Verdicts;

namespace PerfLab.Lab.Report;

internal static class ComparisonMarkdown
{
    public static string Write(SuiteComparison suite)
    {
        CaseComparison[] all = [.. ComparisonText.Ordered(suite)];
        CaseComparison[] notable = [.. all.Where(c => c.Verdict is not Verdict.Same and not Verdict.Underpowered)];
        var text = new StringBuilder();
        text.Append("### Performance: ").Append(Escape(ComparisonText.Headline(suite))).Append("\n\n");
        if (notable.Length > 0)
            AppendTable(text, notable);
        text.Append("<details><summary>All ").Append(all.Length).Append(" cases</summary>\n\n");
        AppendTable(text, all);
        foreach (string note in ComparisonText.Notes(suite))
            text.Append("- ").Append(Escape(note)).Append('\n');
        return text.Append("\n</details>\n").ToString();
    }

    private static void AppendTable(StringBuilder text, IEnumerable<CaseComparison> cases)
    {
        AppendRow(text, ComparisonText.Columns);
        AppendRow(text, ComparisonText.Columns.Select((_, i) => i < 2 ? ":--" : "--:"));
        foreach (CaseComparison c in cases)
            AppendRow(text, ComparisonText.Row(c).Select(Escape));
        text.Append('\n');
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Escape(string cell) => cell
        .Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("\n", " ", StringComparison.Ordinal);
}
