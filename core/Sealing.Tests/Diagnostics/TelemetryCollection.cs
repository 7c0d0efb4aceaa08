using PerfLab.Sealing.Diagnostics;

namespace PerfLab.Sealing.Tests.Diagnostics;

/// <summary>Listeners see the whole process and allocate on the threads they listen to: these tests run alone.</summary>
[CollectionDefinition(nameof(SealTelemetry), DisableParallelization = true)]
public sealed class TelemetryCollection;
