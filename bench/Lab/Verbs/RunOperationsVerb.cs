using System.CommandLine;
using PerfLab.Lab.Compare;

namespace PerfLab.Lab.Verbs;

/// <summary>Hidden: what `ab --instructions` runs under valgrind.</summary>
internal static class RunOperationsVerb
{
    private static readonly Argument<string> Folder = new("folder");
    private static readonly Argument<string> Case = new("case");
    private static readonly Argument<long> Operations = new("operations");

    public static Command Create()
    {
        var command = new Command(InstructionWitness.Verb, "Runs operations of a case.") { Folder, Case, Operations };
        command.Hidden = true;
        command.SetAction(arguments =>
        {
            InstructionWitness.RunOperations(arguments.GetValue(Folder)!, arguments.GetValue(Case)!, arguments.GetValue(Operations), Console.Out);
            return ExitCode.Good;
        });
        return command;
    }
}
