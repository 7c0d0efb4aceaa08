// What a SecBufferDesc says, read into the view and written back.
//
// The descriptor may be hostile and may change while we look: what is believed was read once (ReadFrom), and only
// lengths (and, for a stream, the data pointer) are written back, after success (WriteBack).

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Contract;

public unsafe ref partial struct MessageBuffers
{
    /// <summary>Reads a descriptor once, into a view that is still empty, and checks it for the operation. Nothing is written.</summary>
    /// <param name="descriptor">What the caller says; may be null.</param>
    /// <param name="use">The operation.</param>
    /// <param name="storage">Room for <see cref="MaxCount"/> buffers, on the caller's stack.</param>
    /// <returns>InvalidParameter for any shape that the contract does not allow.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal NtStatus ReadFrom(SecBufferDesc* descriptor, MessageUse use, Span<SecBuffer> storage)
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

        return copy.cBuffers == 2 && use is MessageUse.Seal or MessageUse.Unseal && TryReadPair(copy.pBuffers)
            ? NtStatus.Success
            : ReadAll(copy.pBuffers, (int)copy.cBuffers, use, storage);
    }

    // Mostly there is a TOKEN and a DATA, both sound, and nothing else: the span door's shape. Anything else is read anew by
    // ReadAll, which believes nothing that was seen here.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadPair(SecBuffer* source)
    {
        uint first = source[0].BufferType;
        uint second = source[1].BufferType;
        int tokenIndex = first == SecBufferType.Token ? 0 : 1;
        if ((tokenIndex == 0 ? second : first) != SecBufferType.Data || (tokenIndex == 0 ? first : second) != SecBufferType.Token)
        {
            return false;
        }

        SecBuffer* tokenBuffer = source + tokenIndex;
        SecBuffer* dataBuffer = source + (1 - tokenIndex);
        var token = new SecBuffer(SecBufferType.Token, tokenBuffer->pvBuffer, tokenBuffer->cbBuffer);
        var data = new SecBuffer(SecBufferType.Data, dataBuffer->pvBuffer, dataBuffer->cbBuffer);
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
        _dataSegment = 1;
        _segmentCount = 2;
        _tokenBuffer = tokenBuffer;
        _dataBuffer = dataBuffer;
        return true;
    }

    private NtStatus ReadAll(SecBuffer* source, int count, MessageUse use, Span<SecBuffer> storage)
    {
        Debug.Assert(storage.Length == MaxCount);
        _segments = storage;
        _dataSegment = None;
        long protectedBytes = 0;
        for (SecBuffer* at = source; at < source + count; at++)
        {
            // Field by field, as callers just wrote them: one wide load over narrow stores would stall.
            var buffer = new SecBuffer(at->BufferType, at->pvBuffer, at->cbBuffer);
            if (!Add(buffer, at, use, ref protectedBytes))
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
            _tokenBuffer->cbBuffer = (uint)TokenWritten;
            if (_paddingBuffer != null)
            {
                _paddingBuffer->cbBuffer = 0;
            }
        }
        else if (Plaintext is { } range)
        {
            Span<byte> from = IsStream ? Stream : Data;
            (int offset, int length) = range.GetOffsetAndLength(from.Length);
            fixed (byte* start = from)
            {
                _dataBuffer->pvBuffer = start + offset;
                _dataBuffer->cbBuffer = (uint)length;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Add(in SecBuffer buffer, SecBuffer* at, MessageUse use, ref long protectedBytes)
    {
        uint attributes = buffer.BufferType & SecBufferType.AttributeMask;
        switch (buffer.BufferType & ~SecBufferType.AttributeMask)
        {
            case SecBufferType.Token:
                bool tokenIsInput = use is MessageUse.Unseal or MessageUse.Verify;
                if (_tokenBuffer != null || !IsSound(buffer) || (attributes != 0 && !tokenIsInput))
                {
                    return false;
                }

                _tokenBuffer = at;
                Token = new Span<byte>(buffer.pvBuffer, (int)buffer.cbBuffer);
                return true;

            case SecBufferType.Data:
                return attributes == SecBufferType.ReadOnly || AddData(buffer, at, attributes, use, ref protectedBytes);

            case SecBufferType.Padding:
                _paddingBuffer = _paddingBuffer == null && attributes == 0 ? at : _paddingBuffer;
                return true;

            case SecBufferType.Stream when use == MessageUse.Unseal:
                if (IsStream || !IsSound(buffer) || attributes != 0)
                {
                    return false;
                }

                IsStream = true;
                Stream = new Span<byte>(buffer.pvBuffer, (int)buffer.cbBuffer);
                return true;

            default:
                return true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AddData(in SecBuffer buffer, SecBuffer* at, uint attributes, MessageUse use, ref long protectedBytes)
    {
        if (!IsSound(buffer) || attributes is not (0 or SecBufferType.ReadOnlyWithChecksum))
        {
            return false;
        }

        if (attributes == 0 && use is MessageUse.Seal or MessageUse.Unseal)
        {
            if (_dataBuffer != null)
            {
                return false;
            }

            _dataSegment = _segmentCount;
            Data = new Span<byte>(buffer.pvBuffer, (int)buffer.cbBuffer);
        }

        _dataBuffer = attributes == 0 ? at : _dataBuffer;
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
        MessageUse.Unseal => _dataBuffer != null && (_tokenBuffer != null) != IsStream,
        MessageUse.Seal => _dataBuffer != null && _tokenBuffer != null,
        _ => _segmentCount != 0 && _tokenBuffer != null,
    };
}
