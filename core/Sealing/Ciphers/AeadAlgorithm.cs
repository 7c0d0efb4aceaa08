namespace PerfLab.Sealing.Ciphers;

/// <summary>The authenticated ciphers of the Aead package. The value is the suite number of token and QoP.</summary>
public enum AeadAlgorithm : byte
{
    /// <summary>No algorithm.</summary>
    None = 0,

    /// <summary>AES-128-GCM, NIST SP 800-38D; 16-byte key, 12-byte nonce.</summary>
    Aes128Gcm = 1,

    /// <summary>AES-256-GCM, NIST SP 800-38D; 32-byte key, 12-byte nonce.</summary>
    Aes256Gcm = 2,

    /// <summary>ChaCha20-Poly1305, RFC 8439; 32-byte key, 12-byte nonce.</summary>
    ChaCha20Poly1305 = 3,

    /// <summary>AEGIS-128L, draft-irtf-cfrg-aegis-aead; 16-byte key and nonce, 16-byte tag.</summary>
    Aegis128L = 4,

    /// <summary>AEGIS-256, draft-irtf-cfrg-aegis-aead; 32-byte key and nonce, 16-byte tag.</summary>
    Aegis256 = 5,
}

/// <summary>Sizes of the algorithms, in bytes.</summary>
public static class AeadAlgorithms
{
    /// <summary>Size of every tag.</summary>
    public const int TagSize = 16;

    /// <summary>Size of the key.</summary>
    public static int KeySize(this AeadAlgorithm algorithm) =>
        algorithm is AeadAlgorithm.Aes128Gcm or AeadAlgorithm.Aegis128L ? 16 : 32;

    /// <summary>Size of the nonce.</summary>
    public static int NonceSize(this AeadAlgorithm algorithm) => algorithm switch
    {
        AeadAlgorithm.Aegis128L => 16,
        AeadAlgorithm.Aegis256 => 32,
        _ => 12,
    };

    /// <summary>Size of the part of the nonce that is derived with the key; the 8-byte message counter follows it.</summary>
    public static int SaltSize(this AeadAlgorithm algorithm) => algorithm.NonceSize() - sizeof(ulong);
}
