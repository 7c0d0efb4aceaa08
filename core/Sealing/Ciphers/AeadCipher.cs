// One key of one authenticated cipher, on one instruction tier.
//
// Two forms of the same operation:
//   standard form   any nonce, any associated data                      (vectors, tests, callers with their own nonces)
//   message form    nonce = salt | BE64(counter)
//                   associated data = prefix | BE64(counter) | aad      (the token of the Aead package, design "token")
// In the message form the first 16 bytes of associated data are made in registers: storing them to the token and
// loading them back as one vector would stall on store forwarding.

using System.Diagnostics;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

/// <summary>An AEAD key, ready for use. Thread-safe: all state is fixed when the key is made.</summary>
public abstract class AeadCipher : IDisposable
{
    private protected AeadCipher(AeadAlgorithm algorithm, Tier tier)
    {
        Algorithm = algorithm;
        Tier = tier;
    }

    /// <summary>The algorithm.</summary>
    public AeadAlgorithm Algorithm { get; }

    /// <summary>The instruction tier that the key runs on, fixed when it was made.</summary>
    public Tier Tier { get; }

    /// <summary>Makes a key on the best tier that this machine has for the algorithm.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="key">The key, <see cref="AeadAlgorithms.KeySize"/> bytes.</param>
    /// <param name="salt">The first bytes of every nonce in the message form, <see cref="AeadAlgorithms.SaltSize"/> bytes.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    /// <exception cref="PlatformNotSupportedException">No tier of this machine runs the algorithm in constant time.</exception>
    public static AeadCipher Create(AeadAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt) =>
        AeadCiphers.Create(algorithm, key, salt, AeadCiphers.BestTier(algorithm));

    /// <summary>Encrypts <paramref name="data"/> in place and writes the 16-byte tag (standard form).</summary>
    /// <exception cref="ArgumentException">The nonce or the tag has the wrong length.</exception>
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, Span<byte> tag)
    {
        RequireSizes(nonce.Length, tag.Length);
        SealCore(nonce, associatedData, data, tag);
    }

    /// <summary>Verifies the tag and decrypts <paramref name="data"/> in place (standard form).</summary>
    /// <returns>False when the message is not authentic; then <paramref name="data"/> is all zero.</returns>
    /// <exception cref="ArgumentException">The nonce or the tag has the wrong length.</exception>
    public bool Unseal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        RequireSizes(nonce.Length, tag.Length);
        return UnsealCore(nonce, associatedData, data, tag);
    }

    /// <summary>Seals in the message form. <paramref name="prefix"/> holds the first 8 bytes of the token header as they
    /// lie in memory (little-endian load).</summary>
    internal abstract void SealMessage(ulong prefix, ulong counter, ReadOnlySpan<byte> aad, Span<byte> data, Span<byte> tag);

    /// <summary>Unseals in the message form; false zeroes <paramref name="data"/>.</summary>
    internal abstract bool UnsealMessage(ulong prefix, ulong counter, ReadOnlySpan<byte> aad, Span<byte> data, ReadOnlySpan<byte> tag);

    /// <summary>Seals two messages in the message form, the second as if after the first; a kernel may work on both at once.</summary>
    internal virtual void SealTwo(in NumberedMessage first, in NumberedMessage second)
    {
        SealMessage(first.Prefix, first.Counter, first.Aad, first.Data, first.Tag);
        SealMessage(second.Prefix, second.Counter, second.Aad, second.Data, second.Tag);
    }

    /// <summary>Unseals two messages in the message form, the second as if after the first; false zeroes a message's data.</summary>
    internal virtual (bool First, bool Second) UnsealTwo(in NumberedMessage first, in NumberedMessage second) => (
        UnsealMessage(first.Prefix, first.Counter, first.Aad, first.Data, first.Tag),
        UnsealMessage(second.Prefix, second.Counter, second.Aad, second.Data, second.Tag));

    private protected abstract void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> data, Span<byte> tag);

    private protected abstract bool UnsealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> data, ReadOnlySpan<byte> tag);

    /// <summary>Zeroes and frees the key.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes and frees the key.</summary>
    protected abstract void Dispose(bool disposing);

    private void RequireSizes(int nonceLength, int tagLength)
    {
        Debug.Assert(Algorithm != AeadAlgorithm.None);
        if (nonceLength != Algorithm.NonceSize())
        {
            throw new ArgumentException($"{Algorithm} takes a nonce of {Algorithm.NonceSize()} bytes, not {nonceLength}.");
        }

        if (tagLength != AeadAlgorithms.TagSize)
        {
            throw new ArgumentException($"A tag has {AeadAlgorithms.TagSize} bytes, not {tagLength}.");
        }
    }
}
