using System.Runtime.InteropServices;

namespace PerfLab.Sealing.Contract;

/// <summary>SecBuffer of sspi.h: one buffer of a message. 16 bytes on 64-bit machines, offsets 0, 4, 8.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct SecBuffer
{
    /// <summary>Length of the buffer, in bytes.</summary>
    public uint cbBuffer;

    /// <summary>A <see cref="SecBufferType"/> with its attribute bits.</summary>
    public uint BufferType;

    /// <summary>The bytes.</summary>
    public void* pvBuffer;

    /// <summary>Describes a buffer.</summary>
    public SecBuffer(uint type, void* bytes, uint length)
    {
        BufferType = type;
        pvBuffer = bytes;
        cbBuffer = length;
    }
}
