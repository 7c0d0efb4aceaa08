// AEAD and GMAC cases through the core's ciphers, on every tier asked for.
//   valid    sealing gives exactly ct and tag, unsealing gives msg
//   invalid  unsealing fails and leaves zeroes

using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Lab.Verify;

/// <summary>Judges cases of authenticated ciphers.</summary>
internal static class AeadVectors
{
    /// <summary>The core's algorithm for a file's name and key size, or None.</summary>
    public static AeadAlgorithm AlgorithmOf(string name, int keyBits) => (name, keyBits) switch
    {
        ("AES-GCM" or "AES-GMAC", 128) => AeadAlgorithm.Aes128Gcm,
        ("AES-GCM" or "AES-GMAC", 256) => AeadAlgorithm.Aes256Gcm,
        ("CHACHA20-POLY1305", 256) => AeadAlgorithm.ChaCha20Poly1305,
        ("AEGIS128L", 128) => AeadAlgorithm.Aegis128L,
        ("AEGIS256", 256) => AeadAlgorithm.Aegis256,
        _ => AeadAlgorithm.None,
    };

    /// <summary>Judges one case on the given tiers; it passes when it passes on each that runs the algorithm.</summary>
    public static VectorVerdict Judge(string name, VectorGroup group, VectorCase test, IReadOnlyList<Tier> tiers)
    {
        AeadAlgorithm algorithm = AlgorithmOf(name, group.KeySize);
        if (algorithm == AeadAlgorithm.None)
        {
            return VectorVerdict.Skipped($"{name} with a key of {group.KeySize} bits");
        }

        byte[] nonce = Convert.FromHexString(test.Iv ?? string.Empty);
        byte[] tag = Convert.FromHexString(test.Tag);
        if (nonce.Length != algorithm.NonceSize())
        {
            return VectorVerdict.Skipped($"nonce of {nonce.Length * 8} bits, not {algorithm.NonceSize() * 8}");
        }

        if (tag.Length != AeadAlgorithms.TagSize)
        {
            return VectorVerdict.Skipped($"tag of {tag.Length * 8} bits, not {AeadAlgorithms.TagSize * 8}");
        }

        Tier[] usable = [.. AeadCiphers.Tiers(algorithm).Where(tiers.Contains)];
        return usable.Length == 0
            ? VectorVerdict.Skipped($"no such tier for {algorithm} here")
            : usable.Select(tier => JudgeOn(tier, algorithm, name, test, nonce, tag)).FirstOrDefault(
                verdict => verdict.Outcome != VectorOutcome.Passed, VectorVerdict.Passed);
    }

    private static VectorVerdict JudgeOn(Tier tier, AeadAlgorithm algorithm, string name, VectorCase test, byte[] nonce, byte[] tag)
    {
        // GMAC authenticates its message and encrypts nothing.
        bool macOnly = name == "AES-GMAC";
        byte[] message = macOnly ? [] : Convert.FromHexString(test.Msg);
        byte[] aad = Convert.FromHexString(macOnly ? test.Msg : test.Aad ?? string.Empty);
        byte[] expected = Convert.FromHexString(test.Ct ?? string.Empty);
        using AeadCipher cipher = AeadCiphers.Create(algorithm, Convert.FromHexString(test.Key), new byte[algorithm.SaltSize()], tier);

        byte[] data = [.. expected];
        bool authentic = cipher.Unseal(nonce, aad, data, tag);
        if (authentic != test.IsValid)
        {
            return VectorVerdict.Failed($"{tier}: unseal {(authentic ? "accepts" : "refuses")} it");
        }

        if (!authentic)
        {
            return data.All(b => b == 0) ? VectorVerdict.Passed : VectorVerdict.Failed($"{tier}: a refused message left data behind");
        }

        byte[] madeTag = new byte[AeadAlgorithms.TagSize];
        bool plaintextRight = data.AsSpan().SequenceEqual(message);
        message.CopyTo(data, 0);
        cipher.Seal(nonce, aad, data, madeTag);
        return !plaintextRight ? VectorVerdict.Failed($"{tier}: wrong plaintext")
            : !data.AsSpan().SequenceEqual(expected) ? VectorVerdict.Failed($"{tier}: wrong ciphertext")
            : !madeTag.AsSpan().SequenceEqual(tag) ? VectorVerdict.Failed($"{tier}: wrong tag")
            : VectorVerdict.Passed;
    }
}
