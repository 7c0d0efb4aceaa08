namespace PerfLab.Sealing.Packages.Kerberos;

/// <summary>Kerberos encryption types (RFC 3961 registry). The value is the etype number.</summary>
public enum KerberosEncryptionType
{
    /// <summary>aes128-cts-hmac-sha1-96, RFC 3962; 16-byte key.</summary>
    Aes128Sha1 = 17,

    /// <summary>aes256-cts-hmac-sha1-96, RFC 3962; 32-byte key.</summary>
    Aes256Sha1 = 18,

    /// <summary>aes128-cts-hmac-sha256-128, RFC 8009; 16-byte key.</summary>
    Aes128Sha256 = 19,

    /// <summary>aes256-cts-hmac-sha384-192, RFC 8009; 32-byte key.</summary>
    Aes256Sha384 = 20,
}

/// <summary>Sizes of the encryption types, in bytes.</summary>
public static class KerberosEncryptionTypes
{
    /// <summary>Size of the protocol key.</summary>
    public static int KeySize(this KerberosEncryptionType type) =>
        type is KerberosEncryptionType.Aes128Sha1 or KerberosEncryptionType.Aes128Sha256 ? 16 : 32;

    /// <summary>Size of the truncated MAC.</summary>
    public static int MacSize(this KerberosEncryptionType type) => type switch
    {
        KerberosEncryptionType.Aes128Sha256 => 16,
        KerberosEncryptionType.Aes256Sha384 => 24,
        _ => 12,
    };
}
