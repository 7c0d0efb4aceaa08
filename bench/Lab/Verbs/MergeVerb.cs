using System.CommandLine;
using System.Text.Json;
using PerfLab.Cases;
using PerfLab.Lab.Compare.Stored;
using PerfLab.Lab.Results;
using PerfLab.Lab.Run;

namespace PerfLab.Lab.Verbs;

/// <summary>Joins the shards of a run.</summary>
internal static class MergeVerb
{
    private static readonly Argument<string[]> Shards = new("DIR")
    {
        Description = "The runs of all shards: their run.json or their directories.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Filter = CommonOptions.Filter();
    private static readonly Option<string?> Output = new("--output") { Description = "Store the run in this directory instead of results/.", HelpName = "DIR" };

    public static Command Create()
    {
        var command = new Command("merge", "Joins the shards of a run.") { Shards, Filter, Output };
        command.SetAction(arguments =>
        {
            RunRecord[] shards = [.. arguments.GetValue(Shards)!.Select(RunStore.Load)];
            RunRecord run = RunMerge.Join(shards, Expected(shards[0], arguments.GetValue(Filter)));
            string directory = arguments.GetValue(Output) ?? RunStore.DirectoryFor(run, Path.Combine(Repository.Root, "results"));
            Console.Out.WriteLine($"run: {RunStore.Save(run, directory)}");
            return run.Cases.All(c => c.Status == CaseRecord.Ok) ? ExitCode.Good : ExitCode.Failed;
        });
        return command;
    }

    /// <summary>What the unsharded run would have measured: the profile that the run carries, on this build's cases.</summary>
    private static string[] Expected(RunRecord run, string? filter)
    {
        var profile = JsonSerializer.Deserialize(run.Profile.Text, ProfileJson.Default.Profile)!;
        return [.. CaseSelection.Select(CaseList.All, profile.Cases, filter, []).Select(c => c.Name)];
    }
}
