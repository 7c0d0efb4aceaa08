using System.CommandLine;
using PerfLab.Lab.Compare.Sampling;

namespace PerfLab.Lab.Verbs;

/// <summary>Hidden: the process that `ab` and `calibrate` measure in. A plan comes in, samples go out.</summary>
internal static class SamplerVerb
{
    public static Command Create()
    {
        var command = new Command(SamplerProcess.Verb, "Measures two builds in one process.") { Hidden = true };
        command.SetAction(_ => SamplerChild.Run(Console.In, Console.Out));
        return command;
    }
}
