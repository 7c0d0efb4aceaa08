using PerfLab.Cases;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Run;

/// <summary>Measures the cases of a request, launch by launch, and makes the record.</summary>
internal static class Runner
{
    /// <summary>All cases once, then all cases again: a disturbance of a minute hits one launch of many cases and not every
    /// launch of one.</summary>
    public static async Task<RunRecord> RunAsync(RunRequest request, Action<LaunchDone> progress, CancellationToken cancellation)
    {
        var utc = DateTime.UtcNow;
        utc = utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerSecond));
        var profile = request.Profile;
        var settings = new LaunchSettings(profile.WarmupIterations, profile.Iterations, profile.IterationMilliseconds);
        var launches = request.Cases.ToDictionary(c => c.Name, _ => new List<CaseMeasurement>());
        var done = 0;
        for (var launch = 1; launch <= profile.Launches; launch++)
        {
            foreach (var c in request.Cases)
            {
                var result = await LaunchProcess.MeasureAsync(c.Name, settings, TimeSpan.FromSeconds(profile.CaseSeconds), cancellation);
                launches[c.Name].Add(result);
                progress(new LaunchDone(++done, profile.Launches * request.Cases.Count, c.Name, launch, result));
            }
        }

        var source = SourceVersion.Of(Repository.Root);
        return new RunRecord(
            RunRecord.CurrentSchema,
            RunStore.IdFor(utc, source.Commit, profile.Name),
            utc,
            source.Commit,
            source.Dirty,
            new ProfileRecord(profile.Name, request.ProfileText),
            Machine.Current,
            WithPeerRatios([.. request.Cases.Select(c => Summarize(c, launches[c.Name]))]),
            request.Warnings);
    }

    /// <summary>The record of a case from its launches: failed when any launch failed.</summary>
    internal static CaseRecord Summarize(Case c, IReadOnlyList<CaseMeasurement> launches)
    {
        if (launches.FirstOrDefault(l => l.Error is not null) is { } failure)
        {
            return CaseRecord.Failure(c.Name, c.SizeBytes, failure.Error!);
        }

        var interval = MedianInterval.Of([.. launches.Select(l => l.SamplesNs)]);
        var allocated = launches.Max(l => l.AllocatedBytes);
        return new CaseRecord(
            c.Name,
            c.SizeBytes,
            [.. launches.SelectMany(l => l.SamplesNs)],
            interval.Median,
            interval.Low,
            interval.High,
            c.SizeBytes / interval.Median,
            allocated,
            null,
            new Dictionary<string, double>(),
            CaseRecord.Ok,
            [.. Warnings(interval, launches)]);
    }

    /// <summary>The same cases, ours with the ratio to every peer that did the same work.</summary>
    internal static IReadOnlyList<CaseRecord> WithPeerRatios(IReadOnlyList<CaseRecord> cases)
    {
        var peers = cases.Where(c => CaseName.IsPeer(c.Name) && c.MedianNs is not null).ToLookup(c => CaseName.TailOf(c.Name));
        return [.. cases.Select(c => CaseName.IsPeer(c.Name) || c.MedianNs is null ? c : c with { PeerRatios = RatiosTo(peers[CaseName.TailOf(c.Name)], c.MedianNs.Value) })];
    }

    private static Dictionary<string, double> RatiosTo(IEnumerable<CaseRecord> peers, double ours) =>
        peers.ToDictionary(p => CaseName.PeerOf(p.Name), p => p.MedianNs!.Value / ours);

    private const double WideInterval = 0.10;

    private static IEnumerable<string> Warnings(MedianInterval interval, IReadOnlyList<CaseMeasurement> launches)
    {
        if (interval.High - interval.Low > WideInterval * interval.Median)
        {
            yield return $"noisy: the interval is {(interval.High - interval.Low) / interval.Median:P0} of the median";
        }

        if (launches.Select(l => l.AllocatedBytes).Distinct().Count() > 1)
        {
            yield return "launches allocated differently; the largest count is shown";
        }
    }
}
