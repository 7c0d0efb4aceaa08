// Instructions per operation of a case, counted by callgrind, whatever else the machine does. A second witness beside the
// time, never the time: valgrind hides instructions that it does not know (AVX-512 among them), so the code counted is that
// of another tier, which is said. Linux x64 only.
//
// A count is a difference, (I(many operations) - I(few)) / (many - few), so starting up cancels; without tiering both
// runs execute the same code. Starting up takes about 10^9 instructions and differs by some 10^4 from run to run, so the
// operations between few and many are made to take 20 ms outside valgrind, about 10^8 instructions: it comes to 0.1 %.

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;
using PerfLab.Lab.Compare.Sampling;

namespace PerfLab.Lab.Compare;

/// <param name="BaseCount">Instructions per operation of the base.</param>
/// <param name="CandidateCount">Of the candidate.</param>
/// <param name="Seen">The instruction sets that the code could use under valgrind.</param>
internal sealed record InstructionCounts(double BaseCount, double CandidateCount, string Seen);

internal static partial class InstructionWitness
{
    /// <summary>The verb that this program is called with under valgrind.</summary>
    public const string Verb = "run-operations";

    /// <param name="name">The case.</param>
    /// <param name="operationNs">About how long an operation takes, in nanoseconds.</param>
    /// <param name="baseFolder">The base's build.</param>
    /// <param name="candidateFolder">The candidate's.</param>
    /// <param name="cancel">Ends the count.</param>
    /// <exception cref="UserException">Another system, or no valgrind.</exception>
    public static async Task<InstructionCounts> CountAsync(
        string name, double operationNs, string baseFolder, string candidateFolder, CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            throw new UserException("--instructions needs Linux on x64: valgrind runs .NET nowhere else.");

        int counted = (int)Math.Clamp(CountedNs / operationNs, FewestCounted, MostCounted);
        (double ofBase, string seen) = await PerOperationAsync(name, baseFolder, counted, cancel);
        (double ofCandidate, _) = await PerOperationAsync(name, candidateFolder, counted, cancel);
        return new InstructionCounts(ofBase, ofCandidate, seen);
    }

    /// <summary>The process under valgrind: runs the operations and says what it could use.</summary>
    public static void RunOperations(string folder, string name, long operations, TextWriter output)
    {
        CaseBuild.Load("build", folder).Prepare(name)(operations);
        output.WriteLine(string.Join(' ', InstructionSets.Where(s => s.IsSupported).Select(s => s.Name)));
    }

    private static async Task<(double Count, string Seen)> PerOperationAsync(string name, string folder, int counted, CancellationToken cancel)
    {
        (long few, _) = await CollectedAsync(name, folder, Few, cancel);
        (long many, string seen) = await CollectedAsync(name, folder, Few + counted, cancel);
        return ((double)(many - few) / counted, seen);
    }

    private static async Task<(long Count, string Seen)> CollectedAsync(string name, string folder, int operations, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("valgrind",
            ["--tool=callgrind", "--callgrind-out-file=/dev/null", "dotnet", typeof(InstructionWitness).Assembly.Location, Verb, folder, name, $"{operations}"])
        {
            Environment = { ["DOTNET_TieredCompilation"] = "0", ["DOTNET_TieredPGO"] = "0", ["DOTNET_gcConcurrent"] = "0" },
        };
        ToolResult result = await Tool.RunAsync(start, cancel);
        Match collected = CollectedLine().Match(result.Errors);
        return result.ExitCode == 0 && collected.Success
            ? (long.Parse(collected.Groups[1].Value, CultureInfo.InvariantCulture), result.Output.Trim())
            : throw new UserException($"valgrind could not run {name}: {result.Errors.Trim().Split('\n')[^1]}");
    }

    [GeneratedRegex(@"Collected\s*:\s*(\d+)")]
    private static partial Regex CollectedLine();

    private static readonly (string Name, bool IsSupported)[] InstructionSets =
    [
        ("AES", Aes.IsSupported), ("PCLMULQDQ", Pclmulqdq.IsSupported), ("VPCLMULQDQ-256", Pclmulqdq.V256.IsSupported),
        ("VPCLMULQDQ-512", Pclmulqdq.V512.IsSupported), ("AVX2", Avx2.IsSupported), ("AVX-512", Avx512F.IsSupported),
    ];

    private const int Few = 100;
    private const double CountedNs = 20e6;
    private const int FewestCounted = 200;
    private const int MostCounted = 200_000;
}
