using System.Buffers.Binary;
using System.Diagnostics;

namespace PerfLab.Sealing.Packages;

/// <summary>Writes the fields of a packed context, little-endian, into a buffer that is large enough.</summary>
internal ref struct PackedWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written.</summary>
    internal int Length { get; private set; }

    internal void UInt8(byte value) => Take(sizeof(byte))[0] = value;

    internal void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(sizeof(ushort)), value);

    internal void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);

    internal void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);

    /// <summary>Writes bytes whose number the reader knows.</summary>
    internal void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Writes the number of bytes (UInt16), then the bytes.</summary>
    internal void Block(ReadOnlySpan<byte> value)
    {
        Debug.Assert(value.Length <= ushort.MaxValue);
        UInt16((ushort)value.Length);
        Bytes(value);
    }

    private Span<byte> Take(int count)
    {
        Span<byte> field = _buffer.Slice(Length, count);
        Length += count;
        return field;
    }
}
