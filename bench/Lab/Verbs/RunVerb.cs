using System.CommandLine;
using PerfLab.Cases;
using PerfLab.Lab.Peers;
using PerfLab.Lab.Report;
using PerfLab.Lab.Results;
using PerfLab.Lab.Run;
using PerfLab.Lab.Trace;

namespace PerfLab.Lab.Verbs;

/// <summary>Measures a profile, stores the run, prints its table. The default verb.</summary>
internal static class RunVerb
{
    private static readonly Option<string> ProfileOption = new("--profile")
    {
        Description = "A profile by name (profiles/NAME.json) or by path.",
        HelpName = "NAME or FILE",
        DefaultValueFactory = _ => "quick",
    };

    private static readonly Option<string?> Filter = CommonOptions.Filter();
    private static readonly Option<string> Format = CommonOptions.Format("text", "json");
    private static readonly Option<bool> Peers = new("--peers") { Description = "Measure every peer that is present, not only the profile's." };
    private static readonly Option<string?> Shard = new("--shard") { Description = "Measure one part of the cases, as in 2/4; 'merge' joins the parts.", HelpName = "I/N" };
    private static readonly Option<string?> Output = new("--output") { Description = "Store the run in this directory instead of results/.", HelpName = "DIR" };

    private static readonly Option<bool> Trace = new("--trace") { Description = "Trace each case that is slower or changed since the latest stored run of the profile, and say which frames grew most." };

    private static readonly Option[] Options = [ProfileOption, Filter, Peers, Shard, Output, Trace, Format];

    public static Command Create() => AddTo(new Command("run", "Measures a profile and stores the run."));

    /// <summary>Gives a command this verb's options and action; the root command is one, so that no verb means run.</summary>
    public static T AddTo<T>(T command)
        where T : Command
    {
        foreach (var option in Options)
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var json = arguments.GetValue(Format) == "json";
        var run = await Runner.RunAsync(Request(arguments), new RunProgress(json ? Console.Error : Console.Out).Show, cancellation);
        var directory = arguments.GetValue(Output) ?? RunStore.DirectoryFor(run, Path.Combine(Repository.Root, "results"));
        var path = RunStore.Save(run, directory);
        var page = ReportVerb.Write([run], Path.Combine(directory, ReportVerb.FileName));
        if (json)
        {
            Console.Out.Write(ResultsJson.Write(run));
        }
        else
        {
            RunTable.Print(run);
            Console.Out.WriteLine($"report: {page}");
            Console.Out.WriteLine($"run: {path}");
        }

        if (arguments.GetValue(Trace))
        {
            RunTraces.Attach(run, directory, json ? Console.Error : Console.Out, cancellation);
        }

        return run.Cases.All(c => c.Status == CaseRecord.Ok) ? ExitCode.Good : ExitCode.Failed;
    }

    private static RunRequest Request(ParseResult arguments)
    {
        var (profile, text) = Profile.Load(arguments.GetValue(ProfileOption)!);
        Peer[] wanted = arguments.GetValue(Peers) ? [.. PeerList.All] : [.. profile.Peers.Select(p => PeerList.Find(p)!)];
        var cases = CaseSelection.Select(CaseList.All, profile.Cases, arguments.GetValue(Filter), wanted);
        if (arguments.GetValue(Shard) is { } shard)
        {
            var (index, count) = CaseSelection.ParseShard(shard);
            cases = CaseSelection.Shard(cases, index, count);
        }

        return new RunRequest(profile, text, cases, [.. wanted.Where(p => p.Absence is not null).Select(p => $"peer {p.Name} was not measured: {p.Absence}")]);
    }
}
