using System.Text.RegularExpressions;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests;

/// <summary>The rules of the house that a compiler does not check.</summary>
public sealed partial class LayeringTests
{
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["Contract"] = [],
        ["Kernels"] = [],
        ["Ciphers"] = ["Kernels"],
        ["Diagnostics"] = ["Contract"],
        ["Contexts"] = ["Contract", "Diagnostics"],
        ["Packages"] = ["Contexts", "Contract", "Ciphers", "Kernels", "Diagnostics"],
        ["Pipelines"] = ["Contexts", "Contract", "Diagnostics"],
        ["Sspi"] = ["Packages", "Contexts", "Contract", "Diagnostics"],
    };

    // Ciphers own the native memory of keys and hand its address to kernels; an event is written without allocating only
    // through EventData pointers. Vectors and Unsafe are banned in both.
    private static readonly string[] s_unsafeFolders = ["Kernels", "Contract", "Sspi", "Ciphers", "Diagnostics"];

    [Fact]
    public void Dependencies_PointOneWay()
    {
        string[] wrong =
        [
            .. from source in Repository.Sources("core/Sealing")
               let folder = FolderOf(source.Path)
               where s_mayUse.ContainsKey(folder)
               from line in source.Lines
               let used = UsingOfOurs().Match(line)
               where used.Success && used.Groups[1].Value != folder && !s_mayUse[folder].Contains(used.Groups[1].Value)
               select $"{source.Path}: {line}",
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void EveryFolder_HasItsRule()
    {
        string[] folders = [.. Repository.Sources("core/Sealing").Select(source => FolderOf(source.Path)).Where(folder => folder.Length > 0).Distinct()];
        Assert.Empty(folders.Except(s_mayUse.Keys));
    }

    [Fact]
    public void Pointers_StayInTheFoldersMadeForThem()
    {
        string[] wrong =
        [
            .. from source in Repository.Sources("core/Sealing")
               where !s_unsafeFolders.Contains(FolderOf(source.Path)) && source.Lines.Any(line => UnsafeKeyword().IsMatch(line))
               select source.Path,
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void IsSupported_IsAskedInOnePlace()
    {
        string[] wrong =
        [
            .. from source in Repository.Sources("core/Sealing")
               where !source.Path.EndsWith("Isa.cs", StringComparison.Ordinal) && !source.Path.EndsWith("Kernels/Tier.cs", StringComparison.Ordinal)
               from line in source.Lines
               where !IsComment(line) && line.Contains(".IsSupported", StringComparison.Ordinal)
               select $"{source.Path}: {line.Trim()}",
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void EveryUnsafeCall_SaysWhyItIsSafe()
    {
        var wrong = new List<string>();
        foreach ((string path, string[] lines) in Repository.Sources("core/Sealing"))
        {
            for (int i = 0; i < lines.Length; i++)
            {
                if (UnsafeCall().IsMatch(lines[i]) && !IsComment(lines[i]) && !HasReason(lines, i))
                {
                    wrong.Add($"{path}({i + 1}): {lines[i].Trim()}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void NoConditionalCompilationAndNoRegions()
    {
        string[] wrong =
        [
            .. from source in Repository.Sources("core").Concat(Repository.Sources("bench"))
               where source.Lines.Any(line => Directive().IsMatch(line))
               select source.Path,
        ];
        Assert.Empty(wrong);
    }

    // The reason stands above the statement, or above the method when one reason serves all of it.
    private static bool HasReason(string[] lines, int index)
    {
        for (int i = index; i >= 0 && lines[i].Trim().Length > 0; i--)
        {
            if (lines[i].Contains("// SAFETY:", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string FolderOf(string path) => path.Split('/') is [_, _, var folder, _, ..] ? folder : string.Empty;

    private static bool IsComment(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    [GeneratedRegex(@"^using (?:static )?PerfLab\.Sealing\.(\w+)")]
    private static partial Regex UsingOfOurs();

    [GeneratedRegex(@"(^|\s)unsafe\s")]
    private static partial Regex UnsafeKeyword();

    [GeneratedRegex(@"\bUnsafe\.\w")]
    private static partial Regex UnsafeCall();

    [GeneratedRegex(@"^\s*#(if|region)\b")]
    private static partial Regex Directive();
}
