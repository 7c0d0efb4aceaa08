// The structures of sspi.h that SpQueryContextAttributes fills. Field order and sizes as on 64-bit Windows.

using System.Runtime.InteropServices;

namespace PerfLab.Sealing.Sspi;

/// <summary>SECPKG_ATTR_*: what SpQueryContextAttributes can be asked for.</summary>
public enum ContextAttribute : uint
{
    /// <summary>SIZES: SecPkgContext_Sizes.</summary>
    Sizes = 0,

    /// <summary>LIFESPAN: SecPkgContext_Lifespan.</summary>
    Lifespan = 2,

    /// <summary>KEY_INFO: SecPkgContext_KeyInfoW.</summary>
    KeyInfo = 5,

    /// <summary>PACKAGE_INFO: SecPkgContext_PackageInfoW.</summary>
    PackageInfo = 10,

    /// <summary>FLAGS: SecPkgContext_Flags.</summary>
    Flags = 14,
}

/// <summary>SecPkgContext_Sizes, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SecPkgContextSizes
{
    /// <summary>Largest token of the authentication exchange.</summary>
    public uint cbMaxToken;

    /// <summary>Room for a signature.</summary>
    public uint cbMaxSignature;

    /// <summary>Preferred multiple of the message length.</summary>
    public uint cbBlockSize;

    /// <summary>Room for the token of a sealed message.</summary>
    public uint cbSecurityTrailer;
}

/// <summary>SecPkgContext_Lifespan, 16 bytes: FILETIMEs.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SecPkgContextLifespan
{
    /// <summary>Start, 100 ns units since 1601.</summary>
    public long tsStart;

    /// <summary>End, 100 ns units since 1601.</summary>
    public long tsExpiry;
}

/// <summary>SecPkgContext_KeyInfoW, 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct SecPkgContextKeyInfo
{
    /// <summary>Zero-terminated UTF-16 name, from the caller's heap.</summary>
    public char* sSignatureAlgorithmName;

    /// <summary>Zero-terminated UTF-16 name, from the caller's heap.</summary>
    public char* sEncryptAlgorithmName;

    /// <summary>Key size in bits.</summary>
    public uint KeySize;

    /// <summary>The package's number of the algorithm.</summary>
    public uint SignatureAlgorithm;

    /// <summary>The package's number of the algorithm.</summary>
    public uint EncryptAlgorithm;
}

/// <summary>SecPkgInfoW, 32 bytes; the strings follow it in the same allocation.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct SecPkgInfo
{
    /// <summary>SECPKG_FLAG_* bits.</summary>
    public uint fCapabilities;

    /// <summary>Always 1.</summary>
    public ushort wVersion;

    /// <summary>RPC identifier, 0xFFFF for none.</summary>
    public ushort wRPCID;

    /// <summary>Largest token.</summary>
    public uint cbMaxToken;

    /// <summary>Zero-terminated UTF-16.</summary>
    public char* Name;

    /// <summary>Zero-terminated UTF-16.</summary>
    public char* Comment;
}
