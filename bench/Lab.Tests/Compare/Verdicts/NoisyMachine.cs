// A machine that other jobs share, as a model: speed drifts slowly (AR(1) in log time), other jobs come and go (a two-state
// chain; while one is there a block takes up to three times as long), every block has a small positive delay, and every
// launch has a layout of its own that favours one build. Blocks are in ABBA order, so drift reaches both builds.

using PerfLab.Lab.Compare.Sampling;

namespace PerfLab.Lab.Tests.Compare.Verdicts;

internal sealed class NoisyMachine(int seed)
{
    private readonly Random random = new(seed);
    private double drift;
    private bool busy;

    /// <summary>SD of the launch's own ln effect; 0.0017 was measured for two copies of one build.</summary>
    public double LaunchSpread { get; init; } = 0.0017;

    /// <summary>Chance per block that another job arrives.</summary>
    public double Arrivals { get; init; } = 0.02;

    /// <summary>Chance that a launch is a wild one, with a layout effect of several percent.</summary>
    public double WildLaunches { get; init; }

    public CaseSample Launch(double effect, int blocks = 100)
    {
        double layout = LaunchSpread * Gaussian();
        if (random.NextDouble() < WildLaunches)
            layout += 0.04 * Gaussian();
        var ofBase = new long[blocks];
        var ofCandidate = new long[blocks];
        drift = 0.01 * Gaussian();
        for (int quad = 0; quad < blocks / 2; quad++)
        {
            bool baseFirst = random.Next(2) == 0;
            for (int place = 0; place < 4; place++)
            {
                bool isBase = place is 0 or 3 == baseFirst;
                int index = (2 * quad) + (place / 2);
                (isBase ? ofBase : ofCandidate)[index] = Block(isBase ? 0 : effect + layout);
            }
        }

        return new CaseSample("c", 1000, new SideSample(ofBase, [], 0, 1), new SideSample(ofCandidate, [], 0, 1));
    }

    private long Block(double logEffect)
    {
        drift = (0.98 * drift) + (0.002 * Gaussian());
        busy = busy ? random.NextDouble() < 0.9 : random.NextDouble() < Arrivals;
        double delay = (busy ? random.NextDouble() * 2 : 0) - (0.002 * Math.Log(1 - random.NextDouble()));
        return (long)(1_000_000 * Math.Exp(logEffect + drift) * (1 + delay));
    }

    private double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
