// What the operating system knows of the calling thread: CPU time and how often it was taken off a core against its will.
// Linux only (clock_gettime and getrusage of one thread); elsewhere nothing is known and no block counts as disturbed.

using System.Runtime.InteropServices;

namespace PerfLab.Lab.Compare.Sampling;

internal static partial class ThreadClock
{
    /// <summary>True where disturbed blocks can be told from clean ones.</summary>
    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public static ThreadUse Now()
    {
        if (!IsAvailable)
            return default;

        _ = ClockGetTime(ThreadCpuTime, out TimeSpec time);
        _ = GetResourceUse(ThisThread, out ResourceUse use);
        return new ThreadUse((time.Seconds * 1_000_000_000) + time.Nanoseconds, use.InvoluntarySwitches);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [SuppressGCTransition]
    private static partial int GetResourceUse(int who, out ResourceUse use);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>struct rusage of 64-bit Linux: two timevals and fourteen longs, the last of which is ru_nivcsw.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct ResourceUse
    {
        [FieldOffset(136)]
        public long InvoluntarySwitches;
    }

    private const int ThreadCpuTime = 3;
    private const int ThisThread = 1;
}

/// <summary>A thread's CPU time in nanoseconds and its involuntary context switches, since it began.</summary>
internal readonly record struct ThreadUse(long CpuNanoseconds, long InvoluntarySwitches);
