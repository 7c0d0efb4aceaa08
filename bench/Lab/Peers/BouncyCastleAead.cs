using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using PerfLab.Cases;
using PerfLab.Sealing.Ciphers;

namespace PerfLab.Lab.Peers;

/// <summary>BouncyCastle's GcmBlockCipher over its AES-NI engine, and its ChaCha20Poly1305.</summary>
internal readonly struct BouncyCastleAead : IAeadPeerCipher<BouncyCastleAead>
{
    private static readonly byte[] AnyNonce = [.. Enumerable.Repeat((byte)0xFF, 12)];

    private readonly IAeadCipher _cipher;
    private readonly byte[][] _output;

    private BouncyCastleAead(AeadSuite suite, byte[] key)
    {
        _cipher = suite.Algorithm == AeadAlgorithm.ChaCha20Poly1305 ? new ChaCha20Poly1305() : new GcmBlockCipher(AesUtilities.CreateEngine());
        _cipher.Init(true, new ParametersWithIV(new KeyParameter(key), AnyNonce));
        _output = new byte[1][];
    }

    public static bool IsInPlace => false;

    public int TagSize => AeadAlgorithms.TagSize;

    public ReadOnlySpan<byte> Output(ReadOnlySpan<byte> message) => _output[0];

    public static bool Offers(AeadSuite suite) => suite.XorsKeystream;

    public static BouncyCastleAead Create(AeadSuite suite, byte[] key) => new(suite, key);

    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> message) =>
        Run(true, nonce, aad, message[..^TagSize], message.Length);

    public bool Unseal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> message)
    {
        Run(false, nonce, aad, message, message.Length); // a wrong tag throws
        return true;
    }

    private void Run(bool encrypts, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> input, int outputSize)
    {
        var output = _output[0] ??= new byte[outputSize];
        _cipher.Init(encrypts, new ParametersWithIV(null, nonce)); // no key: the one that was set up stays
        _cipher.ProcessAadBytes(aad);
        var written = _cipher.ProcessBytes(input, output);
        _cipher.DoFinal(output.AsSpan(written));
    }
}
