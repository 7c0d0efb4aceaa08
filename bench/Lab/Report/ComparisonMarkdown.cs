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
        text.Append("### Performance: ").Append(ReportTable.Escape(ComparisonText.Headline(suite))).Append("\n\n");
        if (notable.Length > 0)
            text.Append(ComparisonText.Table(notable).Markdown());
        text.Append("<details><summary>All ").Append(all.Length).Append(" cases</summary>\n\n");
        text.Append(ComparisonText.Table(all).Markdown());
        foreach (string note in ComparisonText.Notes(suite))
            text.Append("- ").Append(ReportTable.Escape(note)).Append('\n');
        return text.Append("\n</details>\n").ToString();
    }
}
