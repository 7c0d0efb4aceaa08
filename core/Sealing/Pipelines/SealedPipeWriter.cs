// The sending half of a sealed pipe.
//
// A block is what one call of the transport's GetMemory handed out. It is filled from its start:
//
//   [ header | token | data ][ header | token | data ] ... [ header | token | data so far | room ]
//     ended messages, not sealed yet                         the open message
//
// A message ends when it is flushed, when EndMessage is called, or when the next bytes do not fit behind it. Ended
// messages are sealed as one batch when the block is full, when a batch is full, or before a flush. A token may turn out
// shorter than what the context asked room for (Windows' Kerberos reports 76 and writes 60): then the data is moved down.
//
// The transport is asked for as much as the flush before this one filled, so that the messages of a burst lie in one
// block and are sealed side by side.

using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Pipelines;

/// <summary>Takes plaintext, sends sealed messages. Like any PipeWriter, it is used by one thread at a time.</summary>
public sealed class SealedPipeWriter : PipeWriter
{
    // Room for less is not handed out when the caller did not say how much it needs.
    private const int SmallestRoom = 256;

    // A batch of messages that pay for being sealed side by side fits in it.
    private const int LargestBlockAsked = 64 * 1024;

    private readonly PipeWriter _transport;
    private readonly SealContext _context;
    private readonly MessageFraming _framing;
    private readonly QualityOfProtection _qop;
    private readonly PipeFault _fault;
    private readonly int _tokenSize;
    private readonly int _dataOffset;
    private readonly int _maxData;
    private readonly int[] _endedData = new int[SealBatch.MaxRun];
    private readonly SealMessage[] _batch = new SealMessage[SealBatch.MaxRun];
    private Memory<byte> _block;
    private int _endedCount;
    private int _endedBytes;
    private long _sealedBytes;
    private long _lastFlushBytes;
    private int _dataLength;
    private int _room;
    private bool _completed;

    internal SealedPipeWriter(PipeWriter transport, SealContext context, SealedPipeOptions options, PipeFault fault)
    {
        _transport = transport;
        _context = context;
        _framing = options.Framing;
        _qop = options.Encrypt ? QualityOfProtection.Default : QualityOfProtection.WrapNoEncrypt;
        _fault = fault;
        _tokenSize = options.Encrypt ? context.Sizes.SecurityTrailer : context.Sizes.MaxSignature;
        _dataOffset = _framing.HeaderSize + _tokenSize;
        _maxData = _framing.MaxSend - _tokenSize;
        if (_tokenSize == 0 || _maxData <= 0)
        {
            throw new ArgumentException(
                _tokenSize == 0 ? "The context was not negotiated for the protection asked for." : "The framing's longest message has no room for the token.",
                nameof(options));
        }
    }

    /// <summary>The most plaintext bytes that fit in one message.</summary>
    public int MaxMessageData => _maxData;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => _transport.CanGetUnflushedBytes;

    /// <summary>Bytes that a flush would send, headers and tokens included.</summary>
    public override long UnflushedBytes => _transport.UnflushedBytes + _endedBytes + (_dataLength == 0 ? 0 : _dataOffset + _dataLength);

    /// <summary>Room for plaintext, in the transport's own memory.</summary>
    /// <param name="sizeHint">The least number of bytes that are needed, at most <see cref="MaxMessageData"/>.</param>
    /// <exception cref="SealException">The pipe ended with a fault.</exception>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfEnded();
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeHint, _maxData);
        int needed = sizeHint == 0 ? Math.Min(SmallestRoom, _maxData) : sizeHint;
        if (RoomBehind(_dataLength) < needed)
        {
            EndMessage();
            if (RoomBehind(0) < needed)
            {
                SealEnded();
                long expected = Math.Min(_lastFlushBytes - _sealedBytes, LargestBlockAsked);
                _block = _transport.GetMemory((int)Math.Max(expected, _dataOffset + needed));
            }
        }

        _room = RoomBehind(_dataLength);
        return _block.Slice(_endedBytes + _dataOffset + _dataLength, _room);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)_room, nameof(bytes));
        _dataLength += bytes;
        _room -= bytes;
    }

    /// <summary>Ends the message written so far: what is written next is a message of its own. Without data, nothing happens.</summary>
    public void EndMessage()
    {
        if (_dataLength == 0)
        {
            return;
        }

        _endedData[_endedCount++] = _dataLength;
        _endedBytes += _dataOffset + _dataLength;
        _dataLength = 0;
        _room = 0;
        if (_endedCount == _endedData.Length)
        {
            SealEnded();
        }
    }

    /// <summary>Ends the message, seals what is pending and has the transport send it.</summary>
    /// <exception cref="SealException">A message could not be sealed, or the pipe ended with a fault before.</exception>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfEnded();
        EndMessage();
        SealEnded();
        _lastFlushBytes = _sealedBytes;
        _sealedBytes = 0;
        return _transport.FlushAsync(cancellationToken);
    }

    /// <summary>Writes and flushes: one message, unless it is longer than <see cref="MaxMessageData"/>.</summary>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        ReadOnlySpan<byte> rest = source.Span;
        while (!rest.IsEmpty)
        {
            Span<byte> room = GetSpan(Math.Min(rest.Length, _maxData));
            int length = Math.Min(rest.Length, room.Length);
            rest[..length].CopyTo(room);
            Advance(length);
            rest = rest[length..];
        }

        return FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => _transport.CancelPendingFlush();

    /// <summary>Ends the direction. Without an exception, what was written and not flushed is sealed first.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (!_completed)
        {
            _transport.Complete(End(exception));
        }
    }

    /// <inheritdoc cref="Complete"/>
    public override ValueTask CompleteAsync(Exception? exception = null) => _completed ? default : _transport.CompleteAsync(End(exception));

    private int RoomBehind(int data) => Math.Min(_block.Length - _endedBytes - _dataOffset, _maxData) - data;

    private void SealEnded()
    {
        if (_endedCount == 0)
        {
            return;
        }

        int length = _endedCount == 1 ? SealOne() : SealAll();
        _transport.Advance(length);
        _block = default;
        _endedCount = 0;
        _sealedBytes += _endedBytes;
        _endedBytes = 0;
        _room = 0;
    }

    private int SealOne()
    {
        Span<byte> frame = _block.Span[.._endedBytes];
        NtStatus status = _context.Seal(frame.Slice(_framing.HeaderSize, _tokenSize), frame[_dataOffset..], out int tokenLength, qop: _qop);
        if (status != NtStatus.Success)
        {
            Fail(status);
        }

        return PutInFrame(frame, frame[_framing.HeaderSize..], tokenLength, frame[_dataOffset..]);
    }

    private int SealAll()
    {
        Span<SealMessage> messages = _batch.AsSpan(0, _endedCount);
        int start = 0;
        for (int i = 0; i < messages.Length; i++)
        {
            messages[i] = new SealMessage
            {
                Context = _context,
                Token = _block.Slice(start + _framing.HeaderSize, _tokenSize),
                Data = _block.Slice(start + _dataOffset, _endedData[i]),
                QualityOfProtection = _qop,
            };
            start += _dataOffset + _endedData[i];
        }

        SealBatch.Seal(messages);
        Span<byte> block = _block.Span;
        int end = 0;
        foreach (ref SealMessage message in messages)
        {
            if (message.Status != NtStatus.Success)
            {
                Fail(message.Status);
            }

            end += PutInFrame(block[end..], message.Token.Span, message.TokenLength, message.Data.Span);
        }

        messages.Clear();
        return end;
    }

    // Returns the frame's length. Token and data only move when this token or an earlier one is shorter than its room.
    private int PutInFrame(Span<byte> frame, Span<byte> token, int tokenLength, Span<byte> data)
    {
        int headerSize = _framing.HeaderSize;
        token[..tokenLength].CopyTo(frame[headerSize..]);
        data.CopyTo(frame[(headerSize + tokenLength)..]);
        _framing.WriteHeader(frame[..headerSize], tokenLength + data.Length);
        return headerSize + tokenLength + data.Length;
    }

    [DoesNotReturn]
    private void Fail(NtStatus status)
    {
        SealException fault = _fault.Set(status, $"A message could not be sealed ({status}).");
        Wipe();
        PipeFault.Throw(fault);
    }

    private void ThrowIfEnded()
    {
        if (_fault.Exception is { } fault)
        {
            Complete(fault);
            PipeFault.Throw(fault);
        }

        if (_completed)
        {
            throw new InvalidOperationException("Writing is not allowed after the writer was completed.");
        }
    }

    // Returns what the transport is completed with.
    private Exception? End(Exception? exception)
    {
        try
        {
            if (exception is null && _fault.Exception is null)
            {
                EndMessage();
                SealEnded();
            }
        }
        catch (SealException)
        {
            // It is the pipe's fault now.
        }

        Wipe();
        _completed = true;
        return exception ?? _fault.Exception;
    }

    // Plaintext that was written and not sent does not go back to the transport's pool.
    private void Wipe()
    {
        _block.Span.Clear();
        _block = default;
        _batch.AsSpan().Clear();
        _endedCount = 0;
        _endedBytes = 0;
        _dataLength = 0;
        _room = 0;
    }
}
