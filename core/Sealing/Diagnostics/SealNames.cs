using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Diagnostics;

/// <summary>Constant strings for events and tags, so that naming a status or an operation allocates nothing.</summary>
internal static class SealNames
{
    /// <summary>The operation as case names spell it.</summary>
    public static string Name(this MessageUse operation) => operation switch
    {
        MessageUse.Seal => "seal",
        MessageUse.Unseal => "unseal",
        MessageUse.Sign => "sign",
        _ => "verify",
    };

    /// <summary>The package as case names spell it.</summary>
    public static string Package(this MessageSuite suite) => suite switch
    {
        MessageSuite.Unknown => "unknown",
        <= MessageSuite.AeadAegis256 => "aead",
        <= MessageSuite.KerberosAes256Sha384 => "kerberos",
        _ => "ntlm",
    };

    /// <summary>The suite as case names spell it.</summary>
    public static string Name(this MessageSuite suite) => suite switch
    {
        MessageSuite.AeadAes128Gcm => "aes-128-gcm",
        MessageSuite.AeadAes256Gcm => "aes-256-gcm",
        MessageSuite.AeadChaCha20Poly1305 => "chacha20-poly1305",
        MessageSuite.AeadAegis128L => "aegis-128l",
        MessageSuite.AeadAegis256 => "aegis-256",
        MessageSuite.KerberosAes128Sha1 => "aes128-sha1",
        MessageSuite.KerberosAes256Sha1 => "aes256-sha1",
        MessageSuite.KerberosAes128Sha256 => "aes128-sha256",
        MessageSuite.KerberosAes256Sha384 => "aes256-sha384",
        MessageSuite.NtlmRc4 => "rc4",
        MessageSuite.NtlmRc4Datagram => "rc4-datagram",
        _ => "unknown",
    };

    /// <summary>The sequence-number mode as case names spell it.</summary>
    public static string Name(this MessageNumbering numbering) => numbering switch
    {
        MessageNumbering.Assigned => "assigned",
        MessageNumbering.Replay => "replay",
        MessageNumbering.Ordered => "ordered",
        _ => "none",
    };

    /// <summary>The limit in a word.</summary>
    public static string Name(this ContextLimit limit) => limit switch
    {
        ContextLimit.Messages => "messages",
        ContextLimit.Forgeries => "forgeries",
        _ => "milliseconds",
    };

    /// <summary>The status by the name of its enum member.</summary>
    public static string Name(this NtStatus status) => Enum.GetName(status) ?? "Unknown";
}
