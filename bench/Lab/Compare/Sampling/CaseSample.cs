namespace PerfLab.Lab.Compare.Sampling;

/// <summary>What one launch measured of one case: one line of the sampler's output.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="Operations">Operations in each block, the same for both builds.</param>
/// <param name="Base">The base's blocks.</param>
/// <param name="Candidate">The candidate's blocks; those of index 2q and 2q+1 of both sides were measured in one ABBA quad.</param>
/// <param name="CompiledMeanwhile">Methods that the runtime still compiled while blocks were measured.</param>
/// <param name="Error">Why there are no blocks, naming the side; null when there are.</param>
internal sealed record CaseSample(
    string Case, long Operations, SideSample Base, SideSample Candidate, int CompiledMeanwhile = 0, string? Error = null)
{
    public static CaseSample Failed(string name, string error) => new(name, 0, SideSample.None, SideSample.None, 0, error);
}

/// <summary>One build's blocks of a case in one launch.</summary>
/// <param name="Nanoseconds">Wall time of each block.</param>
/// <param name="Disturbed">Indices of blocks during which the thread was taken off the core or waited.</param>
/// <param name="AllocatedBytes">Managed bytes of <paramref name="AllocationOperations"/> operations.</param>
/// <param name="AllocationOperations">How many operations were counted.</param>
internal sealed record SideSample(long[] Nanoseconds, int[] Disturbed, long AllocatedBytes, long AllocationOperations)
{
    public static SideSample None { get; } = new([], [], 0, 1);
}
