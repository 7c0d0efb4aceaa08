// The keys of one direction of an Aead context, one cipher for each suite that the context allows.
//
//   PRK        = HKDF-Extract(salt = "PerfLab aead v1", secret)                                   RFC 5869, SHA-256
//   key | salt = HKDF-Expand(PRK, info = suite (1) | direction (1: 0 initiator sends, 1 acceptor sends))
//
// so no two suites and no two directions share a key.

using System.Security.Cryptography;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Packages.Aead;

internal sealed class AeadKeys : IDisposable
{
    private const int MaxKeyMaterial = 56;
    private const int SuiteCount = (int)AeadAlgorithm.Aegis256 + 1;

    private readonly AeadCipher?[] _ciphers = new AeadCipher?[SuiteCount];

    internal AeadKeys(ReadOnlySpan<byte> secret, SealRole sender, IReadOnlyList<AeadAlgorithm> suites)
    {
        Span<byte> prk = stackalloc byte[Hkdf.PrkSize];
        Span<byte> material = stackalloc byte[MaxKeyMaterial];
        Hkdf.Extract(secret, "PerfLab aead v1"u8, prk);
        foreach (AeadAlgorithm suite in suites)
        {
            Span<byte> keyAndSalt = material[..(suite.KeySize() + suite.SaltSize())];
            Hkdf.Expand(prk, [(byte)suite, (byte)sender], keyAndSalt);
            _ciphers[(int)suite] = AeadCipher.Create(suite, keyAndSalt[..suite.KeySize()], keyAndSalt[suite.KeySize()..]);
        }

        CryptographicOperations.ZeroMemory(prk);
        CryptographicOperations.ZeroMemory(material);
    }

    /// <summary>The cipher of a suite, or null when the context does not allow it.</summary>
    internal AeadCipher? this[AeadAlgorithm suite] => (uint)suite < (uint)_ciphers.Length ? _ciphers[(int)suite] : null;

    public void Dispose()
    {
        foreach (AeadCipher? cipher in _ciphers)
        {
            cipher?.Dispose();
        }
    }
}
