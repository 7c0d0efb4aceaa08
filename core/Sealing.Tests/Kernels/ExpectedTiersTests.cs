using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Tests.Kernels;

/// <summary>A run with instructions switched off must have got what it asked for: switches that do not exist are ignored
/// silently, and such a run would test the top tier again.</summary>
public sealed class ExpectedTiersTests
{
    private const string Variable = "PERFLAB_EXPECT_TIERS";

    [Fact]
    public void ThisProcess_HasTheTiersThatWereAskedFor()
    {
        string? expected = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(expected is null, $"{Variable} is not set.");
        Assert.Equal(expected, string.Join(' ', Enum.GetValues<Tier>().Where(tier => tier.IsAvailable())));
    }

    [Fact]
    public void EveryAlgorithm_RunsOnlyOnTiersThatAreHere()
    {
        foreach (AeadAlgorithm algorithm in Enum.GetValues<AeadAlgorithm>().Where(algorithm => algorithm != AeadAlgorithm.None))
        {
            Assert.All(AeadCiphers.Tiers(algorithm), tier => Assert.True(tier.IsAvailable()));
            foreach (Tier tier in Enum.GetValues<Tier>().Except(AeadCiphers.Tiers(algorithm)))
            {
                Assert.Throws<PlatformNotSupportedException>(
                    () => AeadCiphers.Create(algorithm, new byte[algorithm.KeySize()], new byte[algorithm.SaltSize()], tier));
            }
        }
    }
}
