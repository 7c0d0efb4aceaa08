using Microsoft.Diagnostics.Tracing.Stacks;
using Microsoft.Diagnostics.Tracing.Stacks.Formats;
using PerfLab.Lab.Trace.Questions;

namespace PerfLab.Lab.Trace.Output;

/// <summary>The measured stacks of a case as a speedscope file (https://www.speedscope.app), by TraceEvent's writer.</summary>
internal static class SpeedscopeFile
{
    private const float MillisecondsPerSample = 1;

    public static void Write(CaseAnalysis analysis, string path)
    {
        var source = new InternStackSource();
        StackSourceInterner interner = source.Interner;

        // The writer groups samples by thread frames; all of ours are of the one thread that runs the case.
        StackSourceCallStackIndex thread = interner.CallStackIntern(interner.FrameIntern("Thread (1)"), StackSourceCallStackIndex.Invalid);
        foreach ((double milliseconds, FrameNode leaf) in analysis.Tree.Samples)
        {
            source.AddSample(new StackSourceSample(source)
            {
                StackIndex = Intern(leaf),
                TimeRelativeMSec = milliseconds,
                Metric = MillisecondsPerSample,
            });
        }

        interner.DoneInterning();
        SpeedScopeStackSourceWriter.WriteStackViewAsJson(source, path);

        StackSourceCallStackIndex Intern(FrameNode node) =>
            node.Parent is null ? thread : interner.CallStackIntern(interner.FrameIntern(node.Name), Intern(node.Parent));
    }
}
