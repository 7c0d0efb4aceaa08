using System.CommandLine;
using PerfLab.Cases;
using PerfLab.Lab.Peers;
using PerfLab.Lab.Results;
using PerfLab.Lab.Run;

namespace PerfLab.Lab.Verbs;

/// <summary>What this machine can measure.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var command = new Command("doctor", "Tells what this machine can measure.");
        command.SetAction(_ =>
        {
            foreach (var (name, text) in Findings())
            {
                Console.Out.WriteLine($"{name,-16}{text}");
            }

            return ExitCode.Good;
        });
        return command;
    }

    private static IEnumerable<(string Name, string Text)> Findings()
    {
        var machine = Machine.Current;
        yield return ("processor", $"{machine.Cpu}, {machine.Cores} cores");
        yield return ("system", $"{machine.Os}, kernel {machine.Kernel}, {machine.Runtime}");
        foreach (var suite in AeadSuite.All)
        {
            yield return ("tier", $"{suite.Name}: {Machine.TiersText(suite.Algorithm)}");
        }

        yield return ("governor", machine.Settings["governor"]);
        yield return ("virtualisation", machine.Settings["virtualisation"]);
        foreach (var (key, value) in machine.Settings.Where(s => s.Key.Contains('_', StringComparison.Ordinal)))
        {
            yield return ("switch", $"{key}={value}");
        }

        var timer = NoiseProbe.Timer();
        yield return ("timer", $"resolution {timer.ResolutionNs:0} ns, a reading costs {timer.ReadNs:0} ns");
        yield return ("noise", Describe(NoiseProbe.Run()));
        foreach (var peer in PeerList.All)
        {
            yield return ("peer", peer.Absence is null ? $"{peer.Name}: present" : $"{peer.Name}: absent, {peer.Absence}");
        }
    }

    private static string Describe(Noise noise) =>
        $"a fixed loop timed {noise.Blocks} times: median {noise.Spread:P1} above the fastest, worst tenth {noise.Tail:P0} above; "
        + $"the same loop against itself differs by {noise.SelfDifference:P2}. "
        + (noise.IsQuiet ? "Quiet." : "Busy: trust ratios within a run, not times across runs.");
}
