// What one tier seals, every other unseals. Within a process that is tried directly. Between processes with different
// instructions switched off (.ci/parts/tiers.sh) the messages go through a folder, in files named after their content: tiers
// that agree write one file, and each tier of each process unseals every file that it finds.

using System.Security.Cryptography;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Tests.Ciphers;

public class TierExchangeTests
{
    private const string Variable = "PERFLAB_TIER_EXCHANGE";
    private const int TagSize = 16;

    private static readonly int[] s_lengths = [.. Enumerable.Range(0, 1025), 1791, 1793, 2049, 4113, 8209, 16384 + 17, 65536 + 1];

    public static TheoryData<AeadAlgorithm> Algorithms => [.. AeadOracle.Algorithms.Where(algorithm => AeadCiphers.Tiers(algorithm).Count > 0)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_tier_unseals_what_every_tier_sealed(AeadAlgorithm algorithm)
    {
        foreach (Tier sealing in AeadCiphers.Tiers(algorithm))
        {
            byte[] messages = SealAll(algorithm, sealing);
            Assert.All(AeadCiphers.Tiers(algorithm), tier => UnsealAll(algorithm, tier, messages));
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_tier_unseals_what_other_processes_sealed(AeadAlgorithm algorithm)
    {
        string? folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(folder is null, $"{Variable} is not set.");
        foreach (Tier tier in AeadCiphers.Tiers(algorithm))
        {
            byte[] messages = SealAll(algorithm, tier);
            File.WriteAllBytes(Path.Combine(folder, $"{algorithm}-{Convert.ToHexString(SHA256.HashData(messages))}"), messages);
        }

        string file = Assert.Single(Directory.GetFiles(folder, $"{algorithm}-*"));
        Assert.All(AeadCiphers.Tiers(algorithm), tier => UnsealAll(algorithm, tier, File.ReadAllBytes(file)));
    }

    // Data and tag of each length, one after the other.
    private static byte[] SealAll(AeadAlgorithm algorithm, Tier tier)
    {
        using AeadCipher cipher = Create(algorithm, tier);
        byte[] messages = new byte[s_lengths.Sum() + (TagSize * s_lengths.Length)];
        Span<byte> rest = messages;
        foreach (int length in s_lengths)
        {
            Plaintext(length).CopyTo(rest);
            cipher.SealMessage(1, (ulong)length, Plaintext(length % 70), rest[..length], rest.Slice(length, TagSize));
            rest = rest[(length + TagSize)..];
        }

        return messages;
    }

    private static void UnsealAll(AeadAlgorithm algorithm, Tier tier, byte[] messages)
    {
        using AeadCipher cipher = Create(algorithm, tier);
        Span<byte> rest = [.. messages];
        foreach (int length in s_lengths)
        {
            Span<byte> data = rest[..length];
            Assert.True(
                cipher.UnsealMessage(1, (ulong)length, Plaintext(length % 70), data, rest.Slice(length, TagSize)) && data.SequenceEqual(Plaintext(length)),
                $"{tier} does not unseal {length} bytes");
            rest = rest[(length + TagSize)..];
        }

        Assert.True(rest.IsEmpty);
    }

    private static AeadCipher Create(AeadAlgorithm algorithm, Tier tier) =>
        AeadCiphers.Create(algorithm, Plaintext(algorithm.KeySize()), Plaintext(algorithm.SaltSize()), tier);

    private static byte[] Plaintext(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
