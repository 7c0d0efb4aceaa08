using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using PerfLab.Cases;
using PerfLab.Lab.Peers;
using PerfLab.Lab.Run;

namespace PerfLab.Lab.Verbs;

/// <summary>The cases of this build, and the peers that do the same work.</summary>
internal static class ListVerb
{
    public static Command Create()
    {
        var filter = CommonOptions.Filter();
        var format = CommonOptions.Format("text", "json");
        var command = new Command("list", "Shows the cases.") { filter, format };
        command.SetAction(result =>
        {
            var cases = CaseSelection.Select(CaseList.All, ["*"], result.GetValue(filter), []);
            ListedCase[] listed = [.. cases.Select(c => new ListedCase(c.Name, c.SizeBytes, [.. PeerList.CasesFor(c, PeerList.All).Select(p => p.Name)]))];
            Console.Out.WriteLine(result.GetValue(format) == "json"
                ? JsonSerializer.Serialize(listed, ListJson.Default.ListedCaseArray)
                : string.Join(Environment.NewLine, listed.Select(c => c.Name)));
            return ExitCode.Good;
        });
        return command;
    }
}

/// <summary>A case as <c>list --format json</c> prints it.</summary>
internal sealed record ListedCase(string Name, long SizeBytes, IReadOnlyList<string> Peers);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ListedCase[]))]
internal sealed partial class ListJson : JsonSerializerContext;
