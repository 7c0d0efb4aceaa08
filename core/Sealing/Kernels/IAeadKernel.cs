namespace PerfLab.Sealing.Kernels;

/// <summary>An authenticated cipher on one instruction tier.</summary>
internal unsafe interface IAeadKernel
{
    /// <summary>Bytes of an expanded key.</summary>
    static abstract int KeySize { get; }

    /// <summary>Bytes of the nonce before the 8-byte message counter: 4, 8 or 24.</summary>
    static abstract int SaltSize { get; }

    /// <summary>Expands a key into <see cref="KeySize"/> zeroed bytes.</summary>
    static abstract void Expand(ReadOnlySpan<byte> key, byte* memory);

    /// <summary>Seals the message in place and writes its 16-byte tag.</summary>
    static abstract void Seal(byte* key, in AeadMessage message, byte* tag);

    /// <summary>Unseals the message in place; false when the tag is another than these 16 bytes, and then the caller wipes
    /// the data.</summary>
    static abstract bool Unseal(byte* key, in AeadMessage message, byte* tag);
}
