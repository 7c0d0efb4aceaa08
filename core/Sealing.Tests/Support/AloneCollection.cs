namespace PerfLab.Sealing.Tests.Support;

/// <summary>Tests that watch something of the whole process, such as its memory: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    internal const string Name = "alone";
}
