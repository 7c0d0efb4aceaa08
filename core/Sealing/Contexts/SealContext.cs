// An established context: what both doors of the contract lead to.
//
//   pointer door  SealProvider.Sp*(handle, ..., SecBufferDesc*, ...)  ->  SealContext.Run(buffers)
//   span door     SealContext.Seal(token, data, ...)                  ->  SealContext.Run(buffers)
//
// Run guards every call in one place: the context is alive and stays so until the call ends (CallGate), integrity was
// negotiated, the lifetime is not over. The package does the rest in its four *Core methods.

using System.Runtime.CompilerServices;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Diagnostics;

namespace PerfLab.Sealing.Contexts;

/// <summary>A security context that protects messages. Any number of threads may call it at once.</summary>
public abstract class SealContext : IDisposable
{
    // Stages of life.
    private const int Live = 0;
    private const int HandedOver = 1;
    private const int Deleted = 2;

    // Listeners hear of a limit when a 16th of it is left.
    private const int NearShift = 4;

    private static long s_lastId;

    private readonly long _id = Interlocked.Increment(ref s_lastId);
    private readonly long _lifetime;
    private readonly long _expiryTick;
    private readonly SequenceMode _sequenceMode;
    private int _stage;
    private int _restarts;
    private long _nearExpiryTick;

    private protected SealContext(SealContextOptions options)
    {
        Role = options.Role;
        Flags = options.Flags;
        Start = options.Start;
        Expiry = options.Expiry;
        _sequenceMode = options.SequenceMode;
        _lifetime = Math.Max(0, (long)(options.Expiry - DateTimeOffset.UtcNow).TotalMilliseconds);
        _expiryTick = options.Expiry == DateTimeOffset.MaxValue ? long.MaxValue : Environment.TickCount64 + _lifetime;
        _nearExpiryTick = _expiryTick - (_lifetime >> NearShift);
        SealEventSource.Log.ContextCreated(_id, GetType().Name, Role.ToString(), Flags.ToString(), Numbering(sequenceNumber: 0).Name());
    }

    /// <summary>Which end this is.</summary>
    public SealRole Role { get; }

    /// <summary>What was negotiated.</summary>
    public ContextFlags Flags { get; }

    /// <summary>When the context came to be.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset Expiry { get; }

    /// <summary>Buffer sizes of the package's format.</summary>
    public abstract ContextSizes Sizes { get; }

    /// <summary>The algorithms in use.</summary>
    public abstract ContextKeyInfo KeyInfo { get; }

    /// <summary>The package.</summary>
    public abstract SealPackage Package { get; }

    /// <summary>The handle under which the context is in the table, or 0.</summary>
    internal nuint Handle { get; set; }

    /// <summary>True once the context was deleted.</summary>
    internal bool IsDeleted => Volatile.Read(ref _stage) == Deleted;

    /// <summary>Encrypts <paramref name="data"/> in place and writes the token (SpSealMessage).</summary>
    /// <param name="token">Room for the token, at least <see cref="ContextSizes.SecurityTrailer"/> bytes.</param>
    /// <param name="data">The message.</param>
    /// <param name="tokenLength">Bytes written to <paramref name="token"/>; 0 on failure.</param>
    /// <param name="associatedData">Authenticated with the message, not changed.</param>
    /// <param name="qop">What to do; default is sealed.</param>
    /// <param name="sequenceNumber">The caller's number of the message, or 0.</param>
    public NtStatus Seal(
        Span<byte> token,
        Span<byte> data,
        out int tokenLength,
        ReadOnlySpan<byte> associatedData = default,
        QualityOfProtection qop = default,
        uint sequenceNumber = 0)
    {
        var buffers = new MessageBuffers(token, data, associatedData);
        NtStatus status = buffers.Overlaps() ? NtStatus.InvalidParameter : Run(MessageUse.Seal, ref buffers, ref qop, sequenceNumber);
        tokenLength = buffers.TokenWritten;
        return status;
    }

    /// <summary>Verifies a message and decrypts it in place (SpUnsealMessage).</summary>
    /// <param name="token">The token as it was sent. Its bytes are not changed.</param>
    /// <param name="data">The message; all zero after a failure.</param>
    /// <param name="qop">What the message had.</param>
    /// <param name="associatedData">What was authenticated with it.</param>
    /// <param name="sequenceNumber">The number expected, or 0.</param>
    public NtStatus Unseal(
        Span<byte> token,
        Span<byte> data,
        out QualityOfProtection qop,
        ReadOnlySpan<byte> associatedData = default,
        uint sequenceNumber = 0)
    {
        var buffers = new MessageBuffers(token, data, associatedData);
        qop = default;
        return buffers.Overlaps() ? NtStatus.InvalidParameter : Run(MessageUse.Unseal, ref buffers, ref qop, sequenceNumber);
    }

    /// <summary>Verifies a whole message as the peer sent it and decrypts it in place (SpUnsealMessage with a STREAM buffer).</summary>
    /// <param name="message">Token and data in the order of the package's wire format. No plaintext is left in it after a failure.</param>
    /// <param name="plaintext">Where in <paramref name="message"/> the plaintext is; empty after a failure.</param>
    /// <param name="qop">What the message had.</param>
    public NtStatus UnsealStream(Span<byte> message, out Range plaintext, out QualityOfProtection qop)
    {
        var buffers = new MessageBuffers(message);
        qop = default;
        NtStatus status = Run(MessageUse.Unseal, ref buffers, ref qop, sequenceNumber: 0);
        plaintext = status == NtStatus.Success ? buffers.Plaintext ?? .. : default;
        return status;
    }

    /// <summary>Writes a signature of <paramref name="data"/> (SpMakeSignature).</summary>
    /// <param name="token">Room for the signature, at least <see cref="ContextSizes.MaxSignature"/> bytes.</param>
    /// <param name="data">The message; not changed.</param>
    /// <param name="tokenLength">Bytes written to <paramref name="token"/>; 0 on failure.</param>
    /// <param name="qop">Package-specific; default is 0.</param>
    /// <param name="sequenceNumber">The caller's number of the message, or 0.</param>
    public NtStatus Sign(
        Span<byte> token,
        ReadOnlySpan<byte> data,
        out int tokenLength,
        QualityOfProtection qop = default,
        uint sequenceNumber = 0)
    {
        var buffers = new MessageBuffers(token, data, associated: default);
        NtStatus status = buffers.Overlaps() ? NtStatus.InvalidParameter : Run(MessageUse.Sign, ref buffers, ref qop, sequenceNumber);
        tokenLength = buffers.TokenWritten;
        return status;
    }

    /// <summary>Verifies a signature (SpVerifySignature).</summary>
    /// <param name="token">The signature as it was sent. Its bytes are not changed.</param>
    /// <param name="data">The message; not changed.</param>
    /// <param name="qop">What the message had.</param>
    /// <param name="sequenceNumber">The number expected, or 0.</param>
    public NtStatus Verify(Span<byte> token, ReadOnlySpan<byte> data, out QualityOfProtection qop, uint sequenceNumber = 0)
    {
        var buffers = new MessageBuffers(token, data, associated: default);
        qop = default;
        return buffers.Overlaps() ? NtStatus.InvalidParameter : Run(MessageUse.Verify, ref buffers, ref qop, sequenceNumber);
    }

    /// <summary>Deletes the context: later calls answer InvalidHandle, calls in flight are waited for, keys are zeroed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _stage, Deleted) != Deleted)
        {
            CallGate.WaitUntilLeft(_id);
            DestroyKeys();
            SealEventSource.Log.ContextDeleted(_id);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>One call of the contract, over checked buffers.</summary>
    internal NtStatus Run(MessageUse use, ref MessageBuffers buffers, ref QualityOfProtection qop, uint sequenceNumber)
    {
        NtStatus status = SealTelemetry.IsListening
            ? RunTold(use, ref buffers, ref qop, sequenceNumber)
            : RunQuietly(use, ref buffers, ref qop, sequenceNumber);
        return status == NtStatus.Success ? status : TellRefused(status, use, buffers.ProtectedBytes, qop, sequenceNumber);
    }

    private NtStatus RunTold(MessageUse use, ref MessageBuffers buffers, ref QualityOfProtection qop, uint sequenceNumber)
    {
        int size = buffers.ProtectedBytes;
        long started = SealTelemetry.Begin(size);
        NtStatus status = RunQuietly(use, ref buffers, ref qop, sequenceNumber);
        long elapsed = SealTelemetry.Elapsed(started);
        if (status == NtStatus.Success) SealTelemetry.Succeeded(elapsed, use, Describe(qop, sequenceNumber, size));
        return status;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private NtStatus TellRefused(NtStatus status, MessageUse use, int size, QualityOfProtection qop, uint sequenceNumber)
    {
        SealTelemetry.Refused(use, Describe(qop, sequenceNumber, size), status);
        return status;
    }

    private NtStatus RunQuietly(MessageUse use, ref MessageBuffers buffers, ref QualityOfProtection qop, uint sequenceNumber)
    {
        CallGate gate = CallGate.Current;
        gate.Enter(_id);
        try
        {
            NtStatus status = CheckUsable();
            return status != NtStatus.Success ? status : use switch
            {
                MessageUse.Seal => SealCore(gate, ref buffers, qop, sequenceNumber),
                MessageUse.Unseal => UnsealCore(ref buffers, out qop, sequenceNumber),
                MessageUse.Sign => SignCore(gate, ref buffers, qop, sequenceNumber),
                _ => VerifyCore(ref buffers, out qop, sequenceNumber),
            };
        }
        finally
        {
            gate.Exit();

            // A caller may drop its last reference while the call runs; the keys must outlive it.
            GC.KeepAlive(this);
        }
    }

    /// <summary>Takes the live state out of the context, which protects no message from then on.</summary>
    /// <returns>What makes a context that goes on where this one stopped; null when the state is gone already.</returns>
    internal SealContextOptions? HandOver()
    {
        if (Interlocked.CompareExchange(ref _stage, HandedOver, Live) != Live)
        {
            return null;
        }

        CallGate.WaitUntilLeft(_id);
        return CaptureAt(HandedOver);
    }

    /// <summary>What makes a fresh context with keys of its own, derived from this one's; null when the state is gone.</summary>
    internal SealContextOptions? Restart() => CaptureAt(Live)?.Restart(Interlocked.Increment(ref _restarts));

    private SealContextOptions? CaptureAt(int stage)
    {
        CallGate gate = CallGate.Current;
        gate.Enter(_id);
        try
        {
            return Volatile.Read(ref _stage) == stage ? Capture() : null;
        }
        finally
        {
            gate.Exit();
            GC.KeepAlive(this);
        }
    }

    /// <summary>Announces a call to the gate and checks the context, for a batch; the caller exits the gate.</summary>
    internal NtStatus EnterBatch(CallGate gate)
    {
        gate.Enter(_id);
        return CheckUsable();
    }

    /// <summary>Seals or unseals a run of messages whose contexts are all of this class and are all entered. Messages
    /// whose status is not Success are left alone.</summary>
    internal virtual void RunBatchCore(MessageUse use, Span<SealMessage> messages)
    {
        foreach (ref SealMessage message in messages)
        {
            if (message.Status == NtStatus.Success)
            {
                message.Context.RunOne(use, ref message);
            }
        }
    }

    /// <summary>One message of a batch, on an entered context.</summary>
    internal void RunOne(MessageUse use, ref SealMessage message)
    {
        var buffers = new MessageBuffers(message.Token.Span, message.Data.Span, message.AssociatedData.Span);
        message.Status = buffers.Overlaps() ? NtStatus.InvalidParameter
            : use == MessageUse.Seal ? SealCore(CallGate.Current, ref buffers, message.QualityOfProtection, message.SequenceNumber)
            : UnsealCore(ref buffers, out message.QualityOfProtection, message.SequenceNumber);
        message.TokenLength = buffers.TokenWritten;
    }

    /// <summary>Seals checked buffers for the thread of a gate. Sets <see cref="MessageBuffers.TokenWritten"/>; writes nothing on failure.</summary>
    private protected abstract NtStatus SealCore(CallGate caller, ref MessageBuffers buffers, QualityOfProtection qop, uint sequenceNumber);

    /// <summary>Unseals checked buffers. Zeroes the data on failure.</summary>
    private protected abstract NtStatus UnsealCore(ref MessageBuffers buffers, out QualityOfProtection qop, uint sequenceNumber);

    /// <summary>Signs checked buffers for the thread of a gate. Sets <see cref="MessageBuffers.TokenWritten"/>; writes nothing on failure.</summary>
    private protected abstract NtStatus SignCore(CallGate caller, ref MessageBuffers buffers, QualityOfProtection qop, uint sequenceNumber);

    /// <summary>Verifies the signature of checked buffers.</summary>
    private protected abstract NtStatus VerifyCore(ref MessageBuffers buffers, out QualityOfProtection qop, uint sequenceNumber);

    /// <summary>Package and suite of a message, for telemetry.</summary>
    private protected abstract MessageSuite SuiteOf(QualityOfProtection qop);

    /// <summary>What telemetry may know about a message.</summary>
    internal MessageFacts Describe(QualityOfProtection qop, uint sequenceNumber, int size) =>
        new(_id, SuiteOf(qop), Numbering(sequenceNumber), qop.Value, size);

    /// <summary>Tells listeners that a limit of the context is near.</summary>
    private protected void TellLimitNear(ContextLimit limit, ulong used, ulong maximum) =>
        SealEventSource.Log.LimitNear(_id, limit.Name(), (long)used, (long)maximum);

    /// <summary>How much of a limit is used when listeners hear of it.</summary>
    private protected static ulong NearLimit(ulong maximum) => maximum - (maximum >> NearShift);

    /// <summary>The present state with copies of the keys, as options that make an equal context.</summary>
    private protected abstract SealContextOptions Capture();

    /// <summary>Zeroes the keys. No call is in flight and none will come.</summary>
    private protected abstract void DestroyKeys();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NtStatus CheckUsable()
    {
        if (Volatile.Read(ref _stage) != Live || (Flags & ContextFlags.Integrity) == 0)
        {
            return NtStatus.InvalidHandle;
        }

        return _expiryTick == long.MaxValue ? NtStatus.Success : CheckLifetime(Environment.TickCount64);
    }

    private NtStatus CheckLifetime(long now)
    {
        if (now >= Volatile.Read(ref _nearExpiryTick) && Interlocked.Exchange(ref _nearExpiryTick, long.MaxValue) != long.MaxValue)
        {
            TellLimitNear(ContextLimit.Lifetime, (ulong)(_lifetime - (_expiryTick - now)), (ulong)_lifetime);
        }

        return now >= _expiryTick ? NtStatus.ContextExpired : NtStatus.Success;
    }

    private MessageNumbering Numbering(uint sequenceNumber) => _sequenceMode switch
    {
        SequenceMode.Ordered => MessageNumbering.Ordered,
        SequenceMode.Replay => MessageNumbering.Replay,
        _ => sequenceNumber == 0 ? MessageNumbering.None : MessageNumbering.Assigned,
    };
}
