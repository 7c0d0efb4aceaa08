using PerfLab.Cases;

namespace PerfLab.Lab.Peers;

/// <summary>One AEAD key of a peer. Implemented by structs, so that the loop around it calls without dispatch.</summary>
internal interface IAeadPeerCipher<TSelf>
    where TSelf : struct, IAeadPeerCipher<TSelf>
{
    /// <summary>True when the library has the suite.</summary>
    static abstract bool Offers(AeadSuite suite);

    /// <summary>Sets the key up, once.</summary>
    static abstract TSelf Create(AeadSuite suite, byte[] key);

    /// <summary>Tag bytes of the suite in this library.</summary>
    int TagSize { get; }

    /// <summary>Where the last operation on <paramref name="message"/> left its result: there, or in a second buffer.</summary>
    ReadOnlySpan<byte> Output(ReadOnlySpan<byte> message);

    /// <summary>False when the library writes to a second buffer only.</summary>
    static abstract bool IsInPlace { get; }

    /// <summary>Encrypts the first part of <paramref name="message"/> and writes the tag behind it.</summary>
    void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> message);

    /// <summary>Verifies the tag at the end of <paramref name="message"/> and decrypts what is before it.</summary>
    bool Unseal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> message);
}
