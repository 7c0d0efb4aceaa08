using System.CommandLine;
using PerfLab.Lab.Trace.Collect;

namespace PerfLab.Lab.Verbs;

/// <summary>Hidden: runs one case under the session of <c>perflab trace</c>.</summary>
internal static class TraceChildVerb
{
    public static Command Create()
    {
        var arguments = new Argument<string[]>("arguments") { Arity = ArgumentArity.OneOrMore };
        var command = new Command(TracedChild.Verb, "Runs one case to be traced.") { arguments };
        command.Hidden = true;
        command.SetAction(result => TracedChild.Run(result.GetValue(arguments)!));
        return command;
    }
}
