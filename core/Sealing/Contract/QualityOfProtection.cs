// The quality of protection that a caller asks for and that a message had (SECQOP_* of sspi.h).
//
//   0x00000000  sealed with the context's default suite
//   0x80000001  SECQOP_WRAP_NO_ENCRYPT: integrity only
//   0x0000ss00  suite ss of the Aead package; may be OR-ed with WRAP_NO_ENCRYPT

namespace PerfLab.Sealing.Contract;

/// <summary>A quality of protection: what is done to a message.</summary>
/// <param name="Value">The 32-bit value of the contract.</param>
public readonly record struct QualityOfProtection(uint Value)
{
    private const uint NoEncryptBits = 0x80000001;
    private const uint SuiteMask = 0x0000FF00;

    /// <summary>Sealed, with the context's default suite.</summary>
    public static QualityOfProtection Default => default;

    /// <summary>SECQOP_WRAP_NO_ENCRYPT: authenticated, not encrypted.</summary>
    public static QualityOfProtection WrapNoEncrypt => new(NoEncryptBits);

    /// <summary>True when the message is encrypted.</summary>
    public bool Encrypts => (Value & NoEncryptBits) != NoEncryptBits;

    /// <summary>The suite of the Aead package, or 0 for the context's default.</summary>
    public byte Suite => (byte)((Value & SuiteMask) >> 8);

    /// <summary>False when bits are set that no package knows.</summary>
    public bool IsKnown => (Value & ~(NoEncryptBits | SuiteMask)) == 0 && (Value & NoEncryptBits) is 0 or NoEncryptBits;

    /// <summary>The value for a suite of the Aead package.</summary>
    public static QualityOfProtection ForSuite(byte suite, bool encrypts = true) =>
        new(((uint)suite << 8) | (encrypts ? 0 : NoEncryptBits));
}
