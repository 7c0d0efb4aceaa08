using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using PerfLab.Lab.Peers;
using PerfLab.Lab.Suites;

namespace PerfLab.Lab.Run;

/// <summary>Measures one launch of one case in this process.</summary>
internal static class CaseMeasurer
{
    /// <summary>Runs BenchmarkDotNet on the case; never throws for what a case does.</summary>
    public static CaseMeasurement Measure(string name, LaunchSettings settings)
    {
        if (CaseValidator.Problem(name) is { } problem)
        {
            return CaseMeasurement.Failure(problem);
        }

        var artifacts = Directory.CreateTempSubdirectory("perflab-");
        try
        {
            CaseSuite.Selected = name;
            CheckPreparation(name);
            return FromSummary(BenchmarkRunner.Run<CaseSuite>(new LabConfig(settings, artifacts.FullName)));
        }
        catch (Exception e)
        {
            return CaseMeasurement.Failure($"{e.GetType().Name}: {e.Message}");
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }
    }

    // BenchmarkDotNet reports that a setup threw, but not what; a case that cannot be prepared says so itself.
    private static void CheckPreparation(string name) => PeerList.FindCase(name).Prepare();

    private static CaseMeasurement FromSummary(Summary summary)
    {
        if (summary.HasCriticalValidationErrors)
        {
            return CaseMeasurement.Failure(string.Join(" ", summary.ValidationErrors.Select(e => e.Message)));
        }

        double[] samples =
        [
            .. summary.Reports.SelectMany(r => r.AllMeasurements)
                .Where(m => m.IterationMode == IterationMode.Workload && m.IterationStage == IterationStage.Actual)
                .Select(m => m.Nanoseconds / m.Operations),
        ];
        return samples.Length > 0
            ? new CaseMeasurement(samples, CaseSuite.AllocatedBytes, null)
            : CaseMeasurement.Failure("The case threw while it was measured.");
    }
}
