using PerfLab.Sealing.Ciphers;

namespace PerfLab.Cases;

/// <summary>A suite of the Aead package as case names spell it.</summary>
/// <param name="Name">The second part of a case's name.</param>
/// <param name="Algorithm">The cipher.</param>
/// <param name="XorsKeystream">True when the ciphertext is the plaintext XOR a keystream that depends on key and nonce
/// only. Then two messages under one nonce can be each other's plaintext, and an unseal case alternates between them: the
/// buffer always holds the next ciphertext and nothing has to be copied back. Other suites copy the ciphertext back for
/// every message, in our cases and in the peers'.</param>
public sealed record AeadSuite(string Name, AeadAlgorithm Algorithm, bool XorsKeystream)
{
    /// <summary>All suites.</summary>
    public static IReadOnlyList<AeadSuite> All { get; } =
    [
        new("aes-256-gcm", AeadAlgorithm.Aes256Gcm, true),
        new("aes-128-gcm", AeadAlgorithm.Aes128Gcm, true),
        new("chacha20-poly1305", AeadAlgorithm.ChaCha20Poly1305, true),
        new("aegis-128l", AeadAlgorithm.Aegis128L, false),
        new("aegis-256", AeadAlgorithm.Aegis256, false),
    ];

    /// <summary>The suite of a name, or null.</summary>
    public static AeadSuite? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
