namespace PerfLab.Sealing.Contract;

/// <summary>SECBUFFER_* of sspi.h: buffer types, and the attribute bits in their upper half-byte.</summary>
/// <remarks>A type is compared as a whole number: 3, 5, 7, 9 also have the bit of DATA set.</remarks>
public static class SecBufferType
{
    /// <summary>A placeholder, ignored.</summary>
    public const uint Empty = 0;

    /// <summary>Message data.</summary>
    public const uint Data = 1;

    /// <summary>The token: header, signature and whatever else precedes the data on the wire.</summary>
    public const uint Token = 2;

    /// <summary>Block padding; none of our formats uses it, its length is set to 0.</summary>
    public const uint Padding = 9;

    /// <summary>A whole message as it came from the wire, to be unsealed.</summary>
    public const uint Stream = 10;

    /// <summary>READONLY: neither modified nor checksummed.</summary>
    public const uint ReadOnly = 0x80000000;

    /// <summary>READONLY_WITH_CHECKSUM: not modified, but checksummed.</summary>
    public const uint ReadOnlyWithChecksum = 0x10000000;

    /// <summary>The bits that are attributes.</summary>
    public const uint AttributeMask = 0xF0000000;
}
