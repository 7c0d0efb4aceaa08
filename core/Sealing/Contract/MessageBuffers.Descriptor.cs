// What a SecBufferDesc says, read into the view and written back.
//
// The descriptor may be hostile and may change while we look: what is believed was read once (ReadFrom), and only
// lengths (and, for a stream, the data pointer) are written back, after success (WriteBack).

using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Contract;

public unsafe ref partial struct MessageBuffers
{
    /// <summary>Reads a descriptor once and checks it for the operation. Nothing is written.</summary>
    /// <returns>InvalidParameter for any shape that the contract does not allow.</returns>
    internal NtStatus ReadFrom(SecBufferDesc* descriptor, MessageUse use)
    {
        if (descriptor == null)
        {
            return NtStatus.InvalidParameter;
        }

        SecBufferDesc copy = *descriptor;
        if (copy.ulVersion != SecBufferDesc.Version || copy.cBuffers is 0 or > MaxCount || copy.pBuffers == null)
        {
            return NtStatus.InvalidParameter;
        }

        _source = copy.pBuffers;
        return copy.cBuffers == 2 && use is MessageUse.Seal or MessageUse.Unseal && TryReadPair()
            ? NtStatus.Success
            : ReadAll((int)copy.cBuffers, use);
    }

    // Mostly there is a TOKEN and a DATA, both sound, and nothing else: the span door's shape. Anything else is read anew by
    // ReadAll, which believes nothing that was seen here.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadPair()
    {
        uint first = _source[0].BufferType;
        uint second = _source[1].BufferType;
        int tokenIndex = first == SecBufferType.Token ? 0 : 1;
        if ((tokenIndex == 0 ? second : first) != SecBufferType.Data || (tokenIndex == 0 ? first : second) != SecBufferType.Token)
        {
            return false;
        }

        SecBuffer* at = _source + tokenIndex;
        var token = new SecBuffer(SecBufferType.Token, at->pvBuffer, at->cbBuffer);
        at = _source + (1 - tokenIndex);
        var data = new SecBuffer(SecBufferType.Data, at->pvBuffer, at->cbBuffer);
        if (!IsSound(token) || !IsSound(data))
        {
            return false;
        }

        var bytes = new Span<byte>(token.pvBuffer, (int)token.cbBuffer);
        var message = new Span<byte>(data.pvBuffer, (int)data.cbBuffer);
        if (message.Overlaps(bytes))
        {
            return false;
        }

        Token = bytes;
        Data = message;
        _message = message;
        _segments = default;
        _dataSegment = 1;
        _segmentCount = 2;
        _tokenIndex = tokenIndex;
        _dataIndex = 1 - tokenIndex;
        return true;
    }

    private NtStatus ReadAll(int count, MessageUse use)
    {
        long protectedBytes = 0;
        for (int i = 0; i < count; i++)
        {
            // Field by field, as callers just wrote them: one wide load over narrow stores would stall.
            var buffer = new SecBuffer(_source[i].BufferType, _source[i].pvBuffer, _source[i].cbBuffer);
            if (!Add(buffer, i, use, ref protectedBytes))
            {
                return NtStatus.InvalidParameter;
            }
        }

        if (IsStream && _dataSegment != None)
        {
            // DATA is an output then: it will point into the stream, and its old contents are not looked at.
            Data = default;
            _segments[_dataSegment] = default;
        }

        return IsComplete(use) && protectedBytes <= int.MaxValue && !Overlaps() ? NtStatus.Success : NtStatus.InvalidParameter;
    }

    /// <summary>Tells the caller what was written. Called after success only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void WriteBack(MessageUse use)
    {
        if (use is MessageUse.Seal or MessageUse.Sign)
        {
            _source[_tokenIndex].cbBuffer = (uint)TokenWritten;
            if (_paddingIndex != None)
            {
                _source[_paddingIndex].cbBuffer = 0;
            }
        }
        else if (Plaintext is { } range)
        {
            Span<byte> from = IsStream ? Stream : Data;
            (int offset, int length) = range.GetOffsetAndLength(from.Length);
            fixed (byte* start = from)
            {
                _source[_dataIndex].pvBuffer = start + offset;
                _source[_dataIndex].cbBuffer = (uint)length;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Add(in SecBuffer buffer, int index, MessageUse use, ref long protectedBytes)
    {
        uint attributes = buffer.BufferType & SecBufferType.AttributeMask;
        switch (buffer.BufferType & ~SecBufferType.AttributeMask)
        {
            case SecBufferType.Token:
                bool tokenIsInput = use is MessageUse.Unseal or MessageUse.Verify;
                if (_tokenIndex != None || !IsSound(buffer) || (attributes != 0 && !tokenIsInput))
                {
                    return false;
                }

                _tokenIndex = index;
                Token = new Span<byte>(buffer.pvBuffer, (int)buffer.cbBuffer);
                return true;

            case SecBufferType.Data:
                return attributes == SecBufferType.ReadOnly || AddData(buffer, index, attributes, use, ref protectedBytes);

            case SecBufferType.Padding:
                _paddingIndex = _paddingIndex == None && attributes == 0 ? index : _paddingIndex;
                return true;

            case SecBufferType.Stream when use == MessageUse.Unseal:
                if (_streamIndex != None || !IsSound(buffer) || attributes != 0)
                {
                    return false;
                }

                _streamIndex = index;
                Stream = new Span<byte>(buffer.pvBuffer, (int)buffer.cbBuffer);
                return true;

            default:
                return true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AddData(in SecBuffer buffer, int index, uint attributes, MessageUse use, ref long protectedBytes)
    {
        if (!IsSound(buffer) || attributes is not (0 or SecBufferType.ReadOnlyWithChecksum))
        {
            return false;
        }

        if (attributes == 0 && use is MessageUse.Seal or MessageUse.Unseal)
        {
            if (_dataIndex != None)
            {
                return false;
            }

            _dataSegment = _segmentCount;
            Data = new Span<byte>(buffer.pvBuffer, (int)buffer.cbBuffer);
        }

        _dataIndex = attributes == 0 ? index : _dataIndex;
        protectedBytes += buffer.cbBuffer;
        _segments[_segmentCount++] = buffer;
        return true;
    }

    // Lengths fit a span, the range does not wrap around the address space, and null has no length.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSound(in SecBuffer buffer) =>
        buffer.cbBuffer <= int.MaxValue
        && (buffer.pvBuffer != null || buffer.cbBuffer == 0)
        && (nuint)buffer.pvBuffer <= nuint.MaxValue - buffer.cbBuffer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsComplete(MessageUse use) => use switch
    {
        MessageUse.Unseal => _dataIndex != None && (_tokenIndex != None) != (_streamIndex != None),
        MessageUse.Seal => _dataIndex != None && _tokenIndex != None,
        _ => _segmentCount != 0 && _tokenIndex != None,
    };
}
