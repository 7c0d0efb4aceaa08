// The receiving half of a sealed pipe.
//
// A read of the transport's stays open while the application has not seen all of its messages: their plaintext lies in
// the transport's memory. Only when the application wants more than that, the transport is told what is consumed (the
// frames of the messages that were consumed whole) and examined. At most MaxMessages are unsealed ahead in one read, and
// their bytes count against the transport's own limit, so a slow application holds up the peer.

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Pipelines;

/// <summary>Takes sealed messages, gives plaintext. Like any PipeReader, it is used by one thread at a time.</summary>
internal sealed class SealedPipeReader : PipeReader
{
    private const int MaxMessages = 16;
    private const int MaxHeaderSize = 16;

    private readonly PipeReader _transport;
    private readonly SealContext _context;
    private readonly MessageFraming _framing;
    private readonly bool _mustBeEncrypted;
    private readonly ArrayPool<byte> _pool;
    private readonly PipeFault _fault;
    private readonly PlaintextQueue _messages;

    // From the first frame that is not consumed whole, as long as the transport's read is open.
    private ReadOnlySequence<byte> _received;
    private bool _open;
    private bool _endsInFrame;
    private bool _wantsMore = true;
    private bool _ended;
    private bool _completed;
    private int _cancelRequested;

    internal SealedPipeReader(PipeReader transport, SealContext context, SealedPipeOptions options, PipeFault fault)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Framing.HeaderSize, MaxHeaderSize, nameof(options));
        _transport = transport;
        _context = context;
        _framing = options.Framing;
        _mustBeEncrypted = options.Encrypt;
        _pool = options.Pool;
        _fault = fault;
        _messages = new PlaintextQueue(options.Pool);
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        TryRead(out ReadResult result) ? new ValueTask<ReadResult>(result) : ReceiveAsync(cancellationToken);

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (TryReadUnseen(out result))
        {
            return true;
        }

        Release();
        while (_transport.TryRead(out ReadResult received))
        {
            if (TryTake(received, out result))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        ThrowIfCompleted();
        bool examinedAll = _messages.IsEnd(examined);
        long frames = _messages.ConsumeTo(consumed);
        if (frames != 0)
        {
            _received = _received.Slice(frames);
        }

        _wantsMore = examinedAll || _messages.IsEmpty;
        if (_wantsMore)
        {
            Release();
        }
    }

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
        Volatile.Write(ref _cancelRequested, 1);
        _transport.CancelPendingRead();
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        if (!_completed)
        {
            _completed = true;
            _messages.Clear();
            _received = default;
            _open = false;
            _wantsMore = true;
            _transport.Complete(exception);
        }
    }

    // Messages that were unsealed before and not looked at come first, then a fault, then the transport.
    private bool TryReadUnseen(out ReadResult result)
    {
        if (!_wantsMore && Volatile.Read(ref _cancelRequested) == 0)
        {
            result = new ReadResult(_messages.Unconsumed, isCanceled: false, isCompleted: _ended);
            return true;
        }

        result = default;
        if (_fault.Exception is { } fault)
        {
            Fail(fault);
        }

        ThrowIfCompleted();
        return false;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReceiveAsync(CancellationToken cancellationToken)
    {
        Release();
        while (true)
        {
            ReadResult received;
            try
            {
                received = await _transport.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception lost) when (_endsInFrame && lost is not OperationCanceledException)
            {
                Fail(_fault.Set(NtStatus.IncompleteMessage, "The connection was lost in the middle of a message.", lost));
                throw;
            }

            if (TryTake(received, out ReadResult result))
            {
                return result;
            }
        }
    }

    // False when nothing came of what was received; then the transport's read is closed again.
    private bool TryTake(in ReadResult received, out ReadResult result)
    {
        _received = received.Buffer;
        _open = true;
        _messages.Rebase(_received);
        if (received.IsCanceled)
        {
            Volatile.Write(ref _cancelRequested, 0);
        }

        bool gotSome = UnsealReceived();
        bool isLast = received.IsCompleted && _received.Length == _messages.FrameBytes;
        if (received.IsCompleted && _endsInFrame)
        {
            _fault.Set(NtStatus.IncompleteMessage, "The connection ended in the middle of a message.");
        }

        if (!gotSome && _fault.Exception is { } fault)
        {
            Fail(fault);
        }

        _ended = isLast;
        _wantsMore = false;
        result = new ReadResult(_messages.Unconsumed, received.IsCanceled, isLast);
        if (gotSome || received.IsCanceled || isLast)
        {
            return true;
        }

        _wantsMore = true;
        Release();
        return false;
    }

    // Returns whether there is new plaintext. Stops at the first bad message and files the fault.
    private bool UnsealReceived()
    {
        bool gotSome = false;
        _endsInFrame = false;
        ReadOnlySequence<byte> rest = _messages.IsEmpty ? _received : _received.Slice(_messages.FrameBytes);
        ReadOnlyMemory<byte> segment = rest.First;
        for (int i = 0; i < MaxMessages; i++)
        {
            NtStatus status = Next(ref rest, ref segment, out Memory<byte> message, out byte[]? rented);
            if (status == NtStatus.IncompleteMessage)
            {
                _endsInFrame = !rest.IsEmpty;
                break;
            }

            if (status == NtStatus.Success)
            {
                status = Unseal(message, rented, out bool hasData);
                gotSome |= hasData;
            }

            if (status != NtStatus.Success)
            {
                _fault.Set(status, $"A received message was refused ({status}).");
                break;
            }
        }

        return gotSome;
    }

    // Takes one message off the front: where it lies, when it lies in one segment, else put together in a rented array.
    // "segment" is what is left of the first segment of "rest", which is cut only when no whole message is left in it.
    private NtStatus Next(ref ReadOnlySequence<byte> rest, ref ReadOnlyMemory<byte> segment, out Memory<byte> message, out byte[]? rented)
    {
        int headerSize = _framing.HeaderSize;
        message = default;
        rented = null;
        if (segment.Length > headerSize)
        {
            int whole = _framing.ReadLength(segment.Span[..headerSize]);
            if (whole > 0 && whole <= _framing.MaxReceive && whole <= segment.Length - headerSize)
            {
                message = InPlaceMemory.Writable(segment.Slice(headerSize, whole));
                segment = segment[(headerSize + whole)..];
                return NtStatus.Success;
            }
        }

        rest = rest.Slice(rest.First.Length - segment.Length);
        NtStatus status = ReadLength(rest, out int length);
        if (status == NtStatus.Success)
        {
            rented = _pool.Rent(length);
            message = rented.AsMemory(0, length);
            rest.Slice(headerSize, length).CopyTo(message.Span);
            rest = rest.Slice(headerSize + length);
            segment = rest.First;
        }

        return status;
    }

    private NtStatus ReadLength(in ReadOnlySequence<byte> rest, out int length)
    {
        int headerSize = _framing.HeaderSize;
        length = 0;
        if (rest.Length < headerSize)
        {
            return NtStatus.IncompleteMessage;
        }

        Span<byte> header = stackalloc byte[MaxHeaderSize];
        rest.Slice(0, headerSize).CopyTo(header);
        length = _framing.ReadLength(header[..headerSize]);
        return length <= 0 || length > _framing.MaxReceive ? NtStatus.InvalidToken
            : rest.Length - headerSize < length ? NtStatus.IncompleteMessage
            : NtStatus.Success;
    }

    private NtStatus Unseal(Memory<byte> message, byte[]? rented, out bool hasData)
    {
        NtStatus status = _context.UnsealStream(message.Span, out Range range, out QualityOfProtection qop);
        if (status == NtStatus.Success && _mustBeEncrypted && !qop.Encrypts)
        {
            status = NtStatus.QopNotSupported;
        }

        (int offset, int length) = range.GetOffsetAndLength(message.Length);
        hasData = status == NtStatus.Success && length != 0;
        if (hasData)
        {
            _messages.Add(message.Slice(offset, length), _framing.HeaderSize + offset, _framing.HeaderSize + message.Length, rented);
        }
        else
        {
            Drop(message, rented);
        }

        return status;
    }

    // Refused, or without data: nothing of it is shown, not even by a bug further up.
    private void Drop(Memory<byte> message, byte[]? rented)
    {
        message.Span.Clear();
        if (rented is not null)
        {
            _pool.Return(rented);
        }

        int frameLength = _framing.HeaderSize + message.Length;
        if (_messages.IsEmpty)
        {
            _received = _received.Slice(frameLength);
        }
        else
        {
            _messages.AddEmpty(frameLength);
        }
    }

    private void Release()
    {
        if (_open)
        {
            _open = false;
            _transport.AdvanceTo(_received.Start, ExaminedEnd);
            _received = default;
        }
    }

    private SequencePosition ExaminedEnd =>
        _endsInFrame ? _received.End : _messages.IsEmpty ? _received.Start : _received.GetPosition(_messages.FrameBytes);

    private void ThrowIfCompleted()
    {
        if (_completed)
        {
            throw new InvalidOperationException("Reading is not allowed after the reader was completed.");
        }
    }

    [DoesNotReturn]
    private void Fail(SealException fault)
    {
        Complete(fault);
        PipeFault.Throw(fault);
    }
}
