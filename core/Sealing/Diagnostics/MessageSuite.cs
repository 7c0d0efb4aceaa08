namespace PerfLab.Sealing.Diagnostics;

/// <summary>Package and suite of a message, as events carry them: Aead suites by their number in a token, Kerberos
/// encryption types by theirs (RFC 3961 registry).</summary>
public enum MessageSuite : byte
{
    /// <summary>A suite that the package does not know; such a message was refused.</summary>
    Unknown = 0,

    /// <summary>aead/aes-128-gcm.</summary>
    AeadAes128Gcm = 1,

    /// <summary>aead/aes-256-gcm.</summary>
    AeadAes256Gcm = 2,

    /// <summary>aead/chacha20-poly1305.</summary>
    AeadChaCha20Poly1305 = 3,

    /// <summary>aead/aegis-128l.</summary>
    AeadAegis128L = 4,

    /// <summary>aead/aegis-256.</summary>
    AeadAegis256 = 5,

    /// <summary>kerberos/aes128-sha1.</summary>
    KerberosAes128Sha1 = 17,

    /// <summary>kerberos/aes256-sha1.</summary>
    KerberosAes256Sha1 = 18,

    /// <summary>kerberos/aes128-sha256.</summary>
    KerberosAes128Sha256 = 19,

    /// <summary>kerberos/aes256-sha384.</summary>
    KerberosAes256Sha384 = 20,

    /// <summary>ntlm/rc4: connection mode.</summary>
    NtlmRc4 = 32,

    /// <summary>ntlm/rc4-datagram.</summary>
    NtlmRc4Datagram = 33,
}
