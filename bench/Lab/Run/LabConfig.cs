// The one BenchmarkDotNet configuration. BenchmarkDotNet measures inside a process that the lab starts for one launch of
// one case, so the process is the unit of replication: launches of different cases alternate and a case and its peers are
// measured minutes, not half an hour, apart; no project has to be generated and built; a case that crashes takes nothing
// with it. Each process has its own profile-guided optimization: what one case taught the compiler never serves another.

using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace PerfLab.Lab.Run;

internal sealed class LabConfig : ManualConfig
{
    public LabConfig(LaunchSettings settings, string artifacts)
    {
        ArtifactsPath = artifacts;
        AddLogger(NullLogger.Instance); // standard output carries the measurement and nothing else
        AddValidator(new CaseValidator());
        WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.KeepBenchmarkFiles);
        AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithStrategy(RunStrategy.Throughput)
            .WithUnrollFactor(1) // the case's delegate loops; an unrolled call would make 1 MiB iterations 16 times longer
            .WithEvaluateOverhead(false) // two calls per 32 operations: below 0.15 ns, and half the time saved
            .WithOutlierMode(Perfolizer.Mathematics.OutlierDetection.OutlierMode.DontRemove) // raw samples are stored; medians stand outliers
            .WithGcForce(false) // nothing of ours allocates, and a peer's collections are part of its cost
            .WithIterationTime(TimeInterval.FromMilliseconds(settings.IterationMilliseconds))
            .WithMinInvokeCount(1) // one call of 32 large messages may already be longer than an iteration
            .WithWarmupCount(settings.WarmupIterations)
            .WithIterationCount(settings.Iterations));
    }
}
