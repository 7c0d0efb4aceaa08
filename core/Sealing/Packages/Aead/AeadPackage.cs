using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Packages.Aead;

/// <summary>What the package says of itself.</summary>
public static class AeadPackage
{
    // SECPKG_FLAG: INTEGRITY, PRIVACY, DATAGRAM, CONNECTION, READONLY_WITH_CHECKSUM.
    private const uint Capabilities = 0x1 | 0x2 | 0x8 | 0x10 | 0x40000;
    private const ushort NoRpcId = 0xFFFF;

    /// <summary>SecPkgInfo of the package.</summary>
    public static SealPackage Info { get; } = new("PerfLab Aead", "Messages sealed with AES-GCM, ChaCha20-Poly1305 or AEGIS", Capabilities, NoRpcId, AeadToken.Size);
}
