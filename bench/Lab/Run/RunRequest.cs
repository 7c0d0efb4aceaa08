using PerfLab.Cases;

namespace PerfLab.Lab.Run;

/// <summary>A run that is about to happen.</summary>
internal sealed record RunRequest(Profile Profile, string ProfileText, IReadOnlyList<Case> Cases, IReadOnlyList<string> Warnings);

/// <summary>Told after every launch.</summary>
/// <param name="Done">Launches so far.</param>
/// <param name="Total">Launches of the run.</param>
/// <param name="Name">The case.</param>
/// <param name="Launch">1-based.</param>
/// <param name="Result">What it gave.</param>
internal sealed record LaunchDone(int Done, int Total, string Name, int Launch, CaseMeasurement Result);
