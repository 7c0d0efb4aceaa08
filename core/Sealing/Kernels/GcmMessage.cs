namespace PerfLab.Sealing.Kernels;

/// <summary>One message of AES-GCM, as the kernel takes it: scalars, so that every vector is made in a register.</summary>
/// <remarks>A vector loaded from memory that was just written in smaller pieces waits for the pieces to reach the cache.</remarks>
internal unsafe struct GcmMessage
{
    /// <summary>The nonce's first 8 bytes, as they lie in memory.</summary>
    internal ulong NonceLow;

    /// <summary>The nonce's last 4 bytes, as they lie in memory; the high half is zero.</summary>
    internal ulong NonceHigh;

    /// <summary>A 16-byte block of associated data before <see cref="Aad"/>, byte-reversed; zero when there is none.</summary>
    internal ulong HeaderLow, HeaderHigh;

    /// <summary>16 when there is a header, otherwise 0.</summary>
    internal nuint HeaderSize;

    /// <summary>The associated data.</summary>
    internal byte* Aad;

    /// <summary>Bytes at <see cref="Aad"/>.</summary>
    internal nuint AadLength;

    /// <summary>The data, sealed or unsealed in place.</summary>
    internal byte* Data;

    /// <summary>Bytes at <see cref="Data"/>.</summary>
    internal nuint Length;
}
