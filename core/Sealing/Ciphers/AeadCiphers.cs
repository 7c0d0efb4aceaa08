using System.Diagnostics;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

/// <summary>Which tiers run which algorithm here, best last, and the one place where a key is made.</summary>
public static class AeadCiphers
{
    /// <summary>The tiers of this machine that run the algorithm, slowest first. Empty when none does in constant time.</summary>
    public static IReadOnlyList<Tier> Tiers(AeadAlgorithm algorithm) =>
        algorithm is AeadAlgorithm.Aes128Gcm or AeadAlgorithm.Aes256Gcm ? [Tier.Portable] : [];

    /// <summary>The fastest tier of this machine for the algorithm.</summary>
    /// <exception cref="PlatformNotSupportedException">No tier runs the algorithm in constant time.</exception>
    public static Tier BestTier(AeadAlgorithm algorithm) => Tiers(algorithm) switch
    {
        [.., var best] => best,
        _ => throw new PlatformNotSupportedException($"{algorithm} has no constant-time tier on this machine."),
    };

    /// <summary>Makes a key on a given tier; see <see cref="AeadCipher.Create"/>.</summary>
    public static AeadCipher Create(AeadAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, Tier tier)
    {
        if (key.Length != algorithm.KeySize() || salt.Length != algorithm.SaltSize())
        {
            throw new ArgumentException($"{algorithm} takes a key of {algorithm.KeySize()} and a salt of {algorithm.SaltSize()} bytes.");
        }

        if (!Tiers(algorithm).Contains(tier))
        {
            throw new PlatformNotSupportedException($"{algorithm} has no tier {tier} on this machine.");
        }

        Debug.Assert(tier == Tier.Portable);
        return new PortableAesGcm(algorithm, key, salt);
    }
}
