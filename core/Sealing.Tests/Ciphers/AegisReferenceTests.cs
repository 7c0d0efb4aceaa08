using NSec.Cryptography;
using AeadAlgorithm = PerfLab.Sealing.Ciphers.AeadAlgorithm;
using PerfLab.Sealing.Ciphers;

namespace PerfLab.Sealing.Tests.Ciphers;

public class AegisReferenceTests
{
    [Theory]
    [InlineData(AeadAlgorithm.Aegis128L)]
    [InlineData(AeadAlgorithm.Aegis256)]
    public void The_reference_equals_libsodium(AeadAlgorithm algorithm)
    {
        NSec.Cryptography.AeadAlgorithm peer = algorithm == AeadAlgorithm.Aegis128L ? NSec.Cryptography.AeadAlgorithm.Aegis128L : NSec.Cryptography.AeadAlgorithm.Aegis256;
        var random = new Random(1);
        for (int length = 0; length < 70; length += 3)
        {
            byte[] key = new byte[algorithm.KeySize()];
            byte[] nonce = new byte[algorithm.NonceSize()];
            byte[] aad = new byte[length / 2];
            byte[] data = new byte[length];
            foreach (byte[] bytes in new[] { key, nonce, aad, data })
            {
                random.NextBytes(bytes);
            }

            using Key peerKey = Key.Import(peer, key, KeyBlobFormat.RawSymmetricKey);
            var (sealedData, tag) = AegisReference.Seal(algorithm, key, nonce, aad, data, tagSize: 32);
            Assert.Equal(peer.Encrypt(peerKey, nonce, aad, data), sealedData.Concat(tag));
        }
    }
}
