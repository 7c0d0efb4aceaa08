// The same ciphers by others: the framework (OpenSSL on Linux) and BouncyCastle.

using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using PerfLab.Sealing.Ciphers;

namespace PerfLab.Sealing.Tests.Ciphers;

/// <summary>Seals with an outside implementation.</summary>
internal static class AeadOracle
{
    /// <summary>The algorithms, as test data.</summary>
    internal static readonly AeadAlgorithm[] Algorithms =
        [AeadAlgorithm.Aes128Gcm, AeadAlgorithm.Aes256Gcm, AeadAlgorithm.ChaCha20Poly1305, AeadAlgorithm.Aegis128L, AeadAlgorithm.Aegis256];

    /// <summary>Ciphertext and tag of <paramref name="data"/>.</summary>
    internal static (byte[] Data, byte[] Tag) Seal(AeadAlgorithm algorithm, byte[] key, byte[] nonce, byte[] aad, byte[] data) => algorithm switch
    {
        AeadAlgorithm.Aes128Gcm or AeadAlgorithm.Aes256Gcm => SealGcm(key, nonce, aad, data),
        AeadAlgorithm.ChaCha20Poly1305 => SealBouncyCastle(new Org.BouncyCastle.Crypto.Modes.ChaCha20Poly1305(), key, nonce, aad, data),
        _ => AegisReference.Seal(algorithm, key, nonce, aad, data),
    };

    /// <summary>AES-GCM by BouncyCastle's portable engine.</summary>
    internal static (byte[] Data, byte[] Tag) SealGcmByBouncyCastle(byte[] key, byte[] nonce, byte[] aad, byte[] data) =>
        SealBouncyCastle(new GcmBlockCipher(new AesEngine()), key, nonce, aad, data);

    private static (byte[] Data, byte[] Tag) SealGcm(byte[] key, byte[] nonce, byte[] aad, byte[] data)
    {
        using var gcm = new AesGcm(key, 16);
        byte[] output = new byte[data.Length];
        byte[] tag = new byte[16];
        gcm.Encrypt(nonce, data, output, tag, aad);
        return (output, tag);
    }

    private static (byte[] Data, byte[] Tag) SealBouncyCastle(IAeadCipher cipher, byte[] key, byte[] nonce, byte[] aad, byte[] data)
    {
        cipher.Init(true, new AeadParameters(new KeyParameter(key), 128, nonce, aad));
        byte[] output = new byte[data.Length + 16];
        int written = cipher.ProcessBytes(data, 0, data.Length, output, 0);
        cipher.DoFinal(output, written);
        return (output[..data.Length], output[data.Length..]);
    }
}
