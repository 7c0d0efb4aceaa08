using System.Runtime.InteropServices;
using PerfLab.Sealing.Ciphers;

namespace PerfLab.Lab.Results;

/// <summary>This machine as a run describes it.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";
    private const string Governor = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor";

    private static readonly Lazy<MachineRecord> Described = new(Describe);

    /// <summary>The machine that this process runs on.</summary>
    public static MachineRecord Current => Described.Value;

    /// <summary>A folder name for runs of one kind of machine: processor and core count.</summary>
    public static string FolderName(MachineRecord machine)
    {
        var words = machine.Cpu.ToLowerInvariant().Split([.. machine.Cpu.ToLowerInvariant().Where(c => !char.IsAsciiLetterOrDigit(c))], StringSplitOptions.RemoveEmptyEntries);
        return $"{string.Join('-', words)}-{machine.Cores}c";
    }

    /// <summary>The frequency governor, or why none can be read.</summary>
    public static string GovernorText => File.Exists(Governor) ? File.ReadAllText(Governor).Trim() : "not visible";

    /// <summary>The hypervisor flag of the processor, where the system shows it.</summary>
    public static string VirtualisationText =>
        CpuField("flags") is not { } flags ? "unknown" : flags.Split(' ').Contains("hypervisor") ? "virtual machine" : "none seen";

    /// <summary>The fastest tier for AES-256-GCM: what the figures of the main suite were measured on.</summary>
    public static string TierText => AeadCiphers.BestTier(AeadAlgorithm.Aes256Gcm).ToString();

    /// <summary>Every tier of this machine for an algorithm, fastest last.</summary>
    public static string TiersText(AeadAlgorithm algorithm) =>
        AeadCiphers.Tiers(algorithm) is { Count: > 0 } tiers ? string.Join(", ", tiers) : "none in constant time";

    private static MachineRecord Describe() => new(
        Cpu(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.OSDescription,
        Environment.OSVersion.Version.ToString(),
        RuntimeInformation.FrameworkDescription,
        TierText,
        Settings());

    private static string Cpu() =>
        CpuField("model name") is { } name
            ? $"{name} family {CpuField("cpu family")} model {CpuField("model")}"
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string? CpuField(string name)
    {
        if (!File.Exists(CpuInfo))
        {
            return null;
        }

        var line = File.ReadLines(CpuInfo).FirstOrDefault(l => l.Split(':')[0].Trim() == name);
        return line?[(line.IndexOf(':') + 1)..].Trim();
    }

    private static SortedDictionary<string, string> Settings()
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["governor"] = GovernorText,
            ["virtualisation"] = VirtualisationText,
        };
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable.Key is string key && IsRuntimeSwitch(key))
            {
                settings[key] = variable.Value?.ToString() ?? "";
            }
        }

        return settings;
    }

    /// <summary>DOTNET_* and COMPlus_* switches change what is measured; where the runtime lies and how it greets does not.</summary>
    private static bool IsRuntimeSwitch(string key) =>
        (key.StartsWith("DOTNET_", StringComparison.OrdinalIgnoreCase) || key.StartsWith("COMPlus_", StringComparison.OrdinalIgnoreCase))
        && !NotSwitches.Any(n => key.Contains(n, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] NotSwitches = ["ROOT", "CLI", "NOLOGO", "TELEMETRY", "HOST_PATH", "BUNDLE", "RUNNING_IN", "VERSION", "LAUNCH_PROFILE", "GENERATE", "SKIP"];
}
