using System.Security.Cryptography;
using PerfLab.Cases;
using PerfLab.Sealing.Ciphers;

namespace PerfLab.Lab.Peers;

/// <summary>The framework's AesGcm and ChaCha20Poly1305.</summary>
internal readonly struct DotnetAead : IAeadPeerCipher<DotnetAead>
{
    private readonly AesGcm? _gcm;
    private readonly ChaCha20Poly1305? _chacha;

    private DotnetAead(AeadSuite suite, byte[] key)
    {
        if (suite.Algorithm == AeadAlgorithm.ChaCha20Poly1305)
        {
            _chacha = new ChaCha20Poly1305(key);
        }
        else
        {
            _gcm = new AesGcm(key, AeadAlgorithms.TagSize);
        }
    }

    public static bool IsInPlace => true;

    public int TagSize => AeadAlgorithms.TagSize;

    public ReadOnlySpan<byte> Output(ReadOnlySpan<byte> message) => message;

    public static bool Offers(AeadSuite suite) =>
        suite.Algorithm == AeadAlgorithm.ChaCha20Poly1305 ? ChaCha20Poly1305.IsSupported : suite.XorsKeystream;

    public static DotnetAead Create(AeadSuite suite, byte[] key) => new(suite, key);

    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> message)
    {
        var data = message[..^TagSize];
        if (_gcm is not null)
        {
            _gcm.Encrypt(nonce, data, data, message[^TagSize..], aad);
        }
        else
        {
            _chacha!.Encrypt(nonce, data, data, message[^TagSize..], aad);
        }
    }

    public bool Unseal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> message)
    {
        var data = message[..^TagSize];
        if (_gcm is not null)
        {
            _gcm.Decrypt(nonce, data, message[^TagSize..], data, aad);
        }
        else
        {
            _chacha!.Decrypt(nonce, data, message[^TagSize..], data, aad);
        }

        return true; // a wrong tag throws
    }
}
