using System.Buffers.Binary;

namespace PerfLab.Sealing.Packages;

/// <summary>Reads the fields of a packed context. Never throws: once a field is missing, every field is empty and
/// <see cref="IsComplete"/> is false.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> packed)
{
    private ReadOnlySpan<byte> _rest = packed;
    private bool _failed;

    /// <summary>True when every field was there and no byte is left.</summary>
    internal readonly bool IsComplete => !_failed && _rest.IsEmpty;

    internal byte UInt8() => Take(sizeof(byte)) is [var value] ? value : (byte)0;

    internal ushort UInt16() => Take(sizeof(ushort)) is { IsEmpty: false } field ? BinaryPrimitives.ReadUInt16LittleEndian(field) : (ushort)0;

    internal uint UInt32() => Take(sizeof(uint)) is { IsEmpty: false } field ? BinaryPrimitives.ReadUInt32LittleEndian(field) : 0;

    internal ulong UInt64() => Take(sizeof(ulong)) is { IsEmpty: false } field ? BinaryPrimitives.ReadUInt64LittleEndian(field) : 0;

    /// <summary>Reads what <see cref="PackedWriter.Bytes"/> wrote; empty when it is not there.</summary>
    internal ReadOnlySpan<byte> Bytes(int count) => Take(count);

    /// <summary>Reads what <see cref="PackedWriter.Block"/> wrote; empty when it is not there.</summary>
    internal ReadOnlySpan<byte> Block() => Take(UInt16());

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_failed || count > _rest.Length)
        {
            _failed = true;
            return default;
        }

        ReadOnlySpan<byte> field = _rest[..count];
        _rest = _rest[count..];
        return field;
    }
}
