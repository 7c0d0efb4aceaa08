using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Packages.Ntlm;

/// <summary>What the package says of itself.</summary>
public static class NtlmPackage
{
    // SECPKG_FLAG: INTEGRITY, PRIVACY, DATAGRAM, CONNECTION, READONLY_WITH_CHECKSUM.
    private const uint Capabilities = 0x1 | 0x2 | 0x8 | 0x10 | 0x40000;
    private const ushort RpcId = 10;
    private const int MaxTokenSize = 2888;

    /// <summary>SecPkgInfo of the package.</summary>
    public static SealPackage Info { get; } = new("NTLM", "NTLM session security, MS-NLMP", Capabilities, RpcId, MaxTokenSize);
}
