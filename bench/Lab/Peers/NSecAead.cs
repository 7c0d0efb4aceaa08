using NSec.Cryptography;
using PerfLab.Cases;

namespace PerfLab.Lab.Peers;

/// <summary>libsodium through NSec.</summary>
internal readonly struct NSecAead : IAeadPeerCipher<NSecAead>
{
    private readonly NSec.Cryptography.AeadAlgorithm _algorithm;
    private readonly Key _key;

    private NSecAead(AeadSuite suite, byte[] key)
    {
        _algorithm = Algorithm(suite)!;
        _key = Key.Import(_algorithm, key, KeyBlobFormat.RawSymmetricKey);
    }

    /// <summary>Why NSec cannot run here, or null.</summary>
    public static string? Absence { get; } = FindAbsence();

    public static bool IsInPlace => true;

    public int TagSize => _algorithm.TagSize;

    public ReadOnlySpan<byte> Output(ReadOnlySpan<byte> message) => message;

    public static bool Offers(AeadSuite suite) => Algorithm(suite) is not null;

    public static NSecAead Create(AeadSuite suite, byte[] key) => new(suite, key);

    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> message) =>
        _algorithm.Encrypt(_key, nonce, aad, message[..^TagSize], message);

    public bool Unseal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> message) =>
        _algorithm.Decrypt(_key, nonce, aad, message, message[..^TagSize]);

    private static NSec.Cryptography.AeadAlgorithm? Algorithm(AeadSuite suite) => suite.Algorithm switch
    {
        Sealing.Ciphers.AeadAlgorithm.Aes256Gcm when Aes256Gcm.IsSupported => NSec.Cryptography.AeadAlgorithm.Aes256Gcm,
        Sealing.Ciphers.AeadAlgorithm.ChaCha20Poly1305 => NSec.Cryptography.AeadAlgorithm.ChaCha20Poly1305,
        Sealing.Ciphers.AeadAlgorithm.Aegis128L => NSec.Cryptography.AeadAlgorithm.Aegis128L,
        Sealing.Ciphers.AeadAlgorithm.Aegis256 => NSec.Cryptography.AeadAlgorithm.Aegis256,
        _ => null,
    };

    private static string? FindAbsence()
    {
        try
        {
            _ = NSec.Cryptography.AeadAlgorithm.ChaCha20Poly1305.KeySize;
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or PlatformNotSupportedException)
        {
            return $"libsodium cannot be loaded here: {(e.InnerException ?? e).Message}";
        }
    }
}
