// The sampler's process: loads both builds, warms all cases of both alike, measures case by case, and writes one line of
// JSON for each. It ends when its standard input ends, so a parent that is killed leaves nothing behind.

using System.Diagnostics;
using System.Runtime;
using System.Text.Json;

namespace PerfLab.Lab.Compare.Sampling;

internal sealed class SamplerChild
{
    private readonly SamplerPlan plan;
    private readonly TextWriter output;
    private readonly Random random;
    private readonly Dictionary<string, BlockSampler> samplers = [];

    private SamplerChild(SamplerPlan plan, TextWriter output)
    {
        this.plan = plan;
        this.output = output;
        random = new Random(plan.Seed);
    }

    /// <summary>Runs the plan that the input's first line holds.</summary>
    public static int Run(TextReader input, TextWriter output)
    {
        SamplerPlan? plan = JsonSerializer.Deserialize(input.ReadLine() ?? "null", SamplerJson.Default.SamplerPlan);
        if (plan is null)
            return 2;

        ExitWhenInputEnds(input);
        new SamplerChild(plan, output).Run();
        return 0;
    }

    private void Run()
    {
        (CaseBuild ofBase, CaseBuild ofCandidate) = LoadBoth();
        foreach (string name in plan.Cases)
            Guard(name, () => samplers[name] = SamplerOf(name, ofBase, ofCandidate));

        ForEachPrepared((_, sampler) => sampler.Warm(WarmMilliseconds));
        WarmUntilNothingIsCompiled();
        ForEachPrepared((name, sampler) =>
        {
            sampler.Warm(RewarmMilliseconds);
            Write(sampler.Measure(name, plan.Milliseconds));
        });
    }

    /// <summary>
    /// Code moves to its last tier in the background, at the pace that a busy machine leaves it: passes go on until none
    /// has met a newly compiled method for a while.
    /// </summary>
    private void WarmUntilNothingIsCompiled()
    {
        var clock = Stopwatch.StartNew();
        TimeSpan limit = Patience + (plan.Cases.Length * PatiencePerCase);
        int rehearsals = Math.Max(FewestRehearsals, Rehearsals / plan.Cases.Length);
        long compiled = -1;
        int quietPasses = 0;
        while (quietPasses < QuietPasses && clock.Elapsed < limit)
        {
            ForEachPrepared((_, sampler) => sampler.Rehearse(rehearsals));
            ForEachPrepared((_, sampler) => sampler.Warm(milliseconds: 1));
            Thread.Sleep(PauseMilliseconds);
            long now = JitInfo.GetCompiledMethodCount();
            quietPasses = now == compiled ? quietPasses + 1 : 0;
            compiled = now;
        }
    }

    private (CaseBuild Base, CaseBuild Candidate) LoadBoth()
    {
        CaseBuild? first = plan.CandidateFirst ? CaseBuild.Load("candidate", plan.CandidateFolder) : null;
        CaseBuild ofBase = CaseBuild.Load("base", plan.BaseFolder);
        return (ofBase, first ?? CaseBuild.Load("candidate", plan.CandidateFolder));
    }

    private BlockSampler SamplerOf(string name, CaseBuild ofBase, CaseBuild ofCandidate) =>
        new(() => Prepare("base", ofBase, name), () => Prepare("candidate", ofCandidate, name), random);

    private static Action<long> Prepare(string side, CaseBuild build, string name)
    {
        try
        {
            return build.Prepare(name);
        }
        catch (Exception e)
        {
            throw new UserException($"{side}: {e.GetType().Name}: {e.Message}");
        }
    }

    private void ForEachPrepared(Action<string, BlockSampler> action)
    {
        foreach (string name in plan.Cases)
        {
            if (samplers.TryGetValue(name, out BlockSampler? sampler))
                Guard(name, () => action(name, sampler));
        }
    }

    /// <summary>A case that throws is reported and left out; the others go on.</summary>
    private void Guard(string name, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            samplers.Remove(name);
            Write(CaseSample.Failed(name, e is UserException ? e.Message : $"{e.GetType().Name}: {e.Message}"));
        }
    }

    private void Write(CaseSample sample)
    {
        output.WriteLine(JsonSerializer.Serialize(sample, SamplerJson.Default.CaseSample));
        output.Flush();
    }

    private static void ExitWhenInputEnds(TextReader input) =>
        new Thread(() =>
        {
            while (input.ReadLine() is not null)
            {
            }

            Environment.Exit(1);
        })
        { IsBackground = true }.Start();

    private const int WarmMilliseconds = 20;
    private const int RewarmMilliseconds = 5;
    private const int PauseMilliseconds = 20;
    private const int Rehearsals = 20;
    private const int FewestRehearsals = 2;
    private const int QuietPasses = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PatiencePerCase = TimeSpan.FromMilliseconds(200);
}
