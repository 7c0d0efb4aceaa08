// Series of a case over stored runs of one machine and profile, with the points where the series changed.

using PerfLab.Lab.Compare.Statistics;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Compare.Stored;

/// <param name="Machine">Folder name of the machine.</param>
/// <param name="Profile">The profile's name.</param>
/// <param name="Case">The case.</param>
/// <param name="Points">Oldest first.</param>
/// <param name="Changes">Where the series changed; series of fewer than ten runs show none.</param>
internal sealed record CaseSeries(
    string Machine, string Profile, string Case, IReadOnlyList<SeriesPoint> Points, IReadOnlyList<SeriesChange> Changes);

internal sealed record SeriesPoint(string Run, DateTime Utc, string Commit, double MedianNs);

/// <param name="Run">The first run after the change.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Ratio">Median of the segment after over that of the segment before.</param>
/// <param name="PValue">Of the permutation test.</param>
internal sealed record SeriesChange(string Run, string Commit, double Ratio, double PValue);

internal static class RunHistory
{
    public static IReadOnlyList<CaseSeries> Of(IEnumerable<RunRecord> runs, Func<string, bool> selects) =>
    [
        .. from run in runs
           from c in run.Cases
           where c.MedianNs is not null && selects(c.Name)
           group new SeriesPoint(run.Id, run.Utc, run.Commit, c.MedianNs!.Value)
               by (Machine: Machine.FolderName(run.Machine), Profile: run.Profile.Name, c.Name) into points
           orderby points.Key.Machine, points.Key.Profile, points.Key.Name
           select Series(points.Key.Machine, points.Key.Profile, points.Key.Name, [.. points.OrderBy(p => p.Utc)]),
    ];

    private static CaseSeries Series(string machine, string profile, string name, SeriesPoint[] points)
    {
        double[] logs = [.. points.Select(p => Math.Log(p.MedianNs))];
        IReadOnlyList<EDivisive.ChangePoint> found = EDivisive.Find(logs);
        int[] ends = [0, .. found.Select(f => f.Index), logs.Length];
        return new CaseSeries(machine, profile, name, points,
        [
            .. found.Select((change, i) => new SeriesChange(
                points[change.Index].Run,
                points[change.Index].Commit,
                Math.Exp(Quantile.Median(logs[ends[i + 1]..ends[i + 2]]) - Quantile.Median(logs[ends[i]..ends[i + 1]])),
                change.PValue)),
        ]);
    }
}
