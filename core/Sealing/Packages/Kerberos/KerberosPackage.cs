using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Packages.Kerberos;

/// <summary>What the package says of itself.</summary>
public static class KerberosPackage
{
    // SECPKG_FLAG: INTEGRITY, PRIVACY, DATAGRAM, CONNECTION, GSS_COMPATIBLE, MUTUAL_AUTH, READONLY_WITH_CHECKSUM.
    private const uint Capabilities = 0x1 | 0x2 | 0x8 | 0x10 | 0x1000 | 0x10000 | 0x40000;
    private const ushort RpcId = 16;
    private const int MaxTokenSize = 48_000;

    /// <summary>SecPkgInfo of the package.</summary>
    public static SealPackage Info { get; } = new("Kerberos", "Kerberos V5 per-message tokens, RFC 4121", Capabilities, RpcId, MaxTokenSize);
}
