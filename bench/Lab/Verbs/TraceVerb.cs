using System.CommandLine;
using PerfLab.Cases;
using PerfLab.Lab.Run;
using PerfLab.Lab.Trace;
using PerfLab.Lab.Trace.Collect;

namespace PerfLab.Lab.Verbs;

/// <summary>Records a trace of each case: .nettrace through EventPipe, or .etl through ETW on Windows.</summary>
internal static class TraceVerb
{
    private static readonly Option<string?> Filter = CommonOptions.Filter();
    private static readonly Option<string> ProfileOption = new("--profile")
    {
        Description = "Iterations and their length: a profile by name or path.",
        HelpName = "NAME or FILE",
        DefaultValueFactory = _ => "trace",
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "Where the files go, one per case, named after it.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.Combine(Repository.Root, "artifacts", "traces"),
    };

    private static readonly Option<int> Messages = new("--messages")
    {
        Description = "Message events per second, about; more of them slow small messages down.",
        HelpName = "N",
        DefaultValueFactory = _ => TracePlan.DefaultMessagesPerSecond,
    };

    private static readonly Option<bool> Etw = new("--etw") { Description = "Windows, elevated: record .etl with kernel and runtime providers." };

    public static Command Create()
    {
        var command = new Command("trace", "Records a trace of each case; 'analyze' explains them.") { Filter, ProfileOption, Output, Messages, Etw };
        command.SetAction(Run);
        return command;
    }

    private static Task<int> Run(ParseResult arguments, CancellationToken cancellation)
    {
        Profile profile = Profile.Load(arguments.GetValue(ProfileOption)!).Profile;
        string output = arguments.GetValue(Output)!;
        bool etw = arguments.GetValue(Etw);
        if (etw && !OperatingSystem.IsWindows()) throw new UserException("--etw needs Windows; without it EventPipe records a .nettrace here.");

        int messages = arguments.GetValue(Messages);
        if (messages < 1) throw new UserException("--messages must be 1 or more.");
        Directory.CreateDirectory(output);
        bool failed = false;
        IReadOnlyList<string> globs = arguments.GetValue(Filter) is { } filter ? [filter] : profile.Cases;
        foreach (Case c in CaseSelection.Select(CaseList.All, globs, filter: null, peers: []))
        {
            cancellation.ThrowIfCancellationRequested();
            TracePlan plan = TracePlan.For(c.Name, profile, output, etw ? ".etl" : ".nettrace") with { MessagesPerSecond = messages };
            failed |= !Trace(plan, etw, cancellation);
        }

        return Task.FromResult(failed ? ExitCode.Failed : ExitCode.Good);
    }

    private static bool Trace(TracePlan plan, bool etw, CancellationToken cancellation)
    {
        try
        {
            if (etw && OperatingSystem.IsWindows()) EtwRecorder.Record(plan, cancellation);
            else EventPipeRecorder.Record(plan, cancellation);
            Console.Out.WriteLine($"{plan.Case}  {plan.File}");
            return true;
        }
        catch (TraceFailedException e)
        {
            Console.Error.WriteLine($"perflab: {e.Message}");
            return false;
        }
    }
}
