// The sampler's process: loads both builds, warms all cases of both alike, measures case by case, and writes one line of
// JSON for each. It ends when its standard input ends, so a parent that is killed leaves nothing behind.

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
            Guard(name, () => samplers[name] = PrepareBoth(name, ofBase, ofCandidate));

        // Two passes with a pause: the first triggers compilation at the last tier, the pause lets it end.
        ForEachPrepared((_, sampler) => sampler.Warm(WarmMilliseconds));
        Thread.Sleep(PauseMilliseconds);
        ForEachPrepared((_, sampler) => sampler.Warm(WarmMilliseconds / 2));
        ForEachPrepared((name, sampler) =>
        {
            sampler.Warm(RewarmMilliseconds);
            Write(sampler.Measure(name, plan.Milliseconds));
        });
    }

    private (CaseBuild Base, CaseBuild Candidate) LoadBoth()
    {
        CaseBuild? first = plan.CandidateFirst ? CaseBuild.Load("candidate", plan.CandidateFolder) : null;
        CaseBuild ofBase = CaseBuild.Load("base", plan.BaseFolder);
        return (ofBase, first ?? CaseBuild.Load("candidate", plan.CandidateFolder));
    }

    private BlockSampler PrepareBoth(string name, CaseBuild ofBase, CaseBuild ofCandidate)
    {
        Action<long>? first = plan.CandidateFirst ? Prepare("candidate", ofCandidate, name) : null;
        Action<long> prepared = Prepare("base", ofBase, name);
        return new BlockSampler(prepared, first ?? Prepare("candidate", ofCandidate, name), random);
    }

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
    private const int PauseMilliseconds = 150;
}
