using System.CommandLine;
using PerfLab.Lab.Verify;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Lab.Verbs;

/// <summary>Published test vectors through the core.</summary>
internal static class VerifyVerb
{
    private const int ShownFailures = 10;

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Test vectors in the format of Wycheproof.", Arity = ArgumentArity.OneOrMore };
        var tier = new Option<string?>("--tier") { Description = "Only this instruction tier; 'doctor' lists them. Default: every one that is here.", HelpName = "TIER" };
        var command = new Command("verify", "Runs published test vectors through the core.") { files, tier };
        command.SetAction(result => Run(result.GetRequiredValue(files), TiersOf(result.GetValue(tier))));
        return command;
    }

    private static int Run(string[] paths, IReadOnlyList<Tier> tiers)
    {
        // All files are read before any is judged: an unreadable one ends the command with nothing half-said.
        (string Path, VectorFile File)[] files = [.. paths.Select(path => (path, VectorFile.Read(path)))];
        int passed = 0;
        int failed = 0;
        int skipped = 0;
        foreach ((string path, VectorFile file) in files)
        {
            VectorRun run = VectorRun.Judge(file, tiers);
            Console.Out.WriteLine($"{Path.GetFileName(path)}: {file.Algorithm}: {run.Passed} passed, {run.Failures.Count} failed, {run.Skipped} skipped");
            foreach (string failure in run.Failures.Take(ShownFailures))
            {
                Console.Out.WriteLine($"  failed  {failure}");
            }

            foreach ((string reason, int cases) in run.Skips)
            {
                Console.Out.WriteLine($"  skipped {cases}: {reason}");
            }

            passed += run.Passed;
            failed += run.Failures.Count;
            skipped += run.Skipped;
        }

        Console.Out.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
        return failed > 0 ? ExitCode.Failed : ExitCode.Good;
    }

    private static Tier[] TiersOf(string? name)
    {
        Tier[] here = [.. Enum.GetValues<AeadAlgorithm>().Where(a => a != AeadAlgorithm.None).SelectMany(AeadCiphers.Tiers).Distinct().Order()];
        return name is null ? here
            : Enum.TryParse(name, ignoreCase: true, out Tier tier) && here.Contains(tier) ? [tier]
            : throw new UserException($"This machine has no tier '{name}'; it has {string.Join(", ", here)}.");
    }
}
