using System.Runtime.InteropServices;

namespace PerfLab.Sealing.Contract;

/// <summary>SecBufferDesc of sspi.h: the buffers of a message. 16 bytes on 64-bit machines, offsets 0, 4, 8.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct SecBufferDesc
{
    /// <summary>SECBUFFER_VERSION.</summary>
    public const uint Version = 0;

    /// <summary>Always <see cref="Version"/>.</summary>
    public uint ulVersion;

    /// <summary>Number of buffers.</summary>
    public uint cBuffers;

    /// <summary>The first buffer.</summary>
    public SecBuffer* pBuffers;

    /// <summary>Describes <paramref name="count"/> buffers.</summary>
    public SecBufferDesc(SecBuffer* buffers, uint count)
    {
        ulVersion = Version;
        cBuffers = count;
        pBuffers = buffers;
    }
}
