// The Aead package: messages sealed with a modern authenticated cipher under PerfLab's own token (AeadToken).
//
//   nonce           = salt of the direction | message counter          never from the caller, never twice
//   associated data = the token's header | every READONLY_WITH_CHECKSUM buffer in descriptor order
//   integrity only  = the same with empty plaintext, the data being associated data in its place among the buffers
//
// The counter is taken (MessageCounter) before any work, so a failed seal burns its number and no two threads share one.
// Receiving: header, then authentication, and only then the sequence window.

using System.Buffers;
using System.Runtime.CompilerServices;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Diagnostics;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Packages.Aead;

/// <summary>A context of the Aead package.</summary>
public sealed partial class AeadContext : SealContext
{
    // AES-GCM: 2^40 messages of up to 16 KiB stay below a distinguishing advantage of 2^-28 (SP 800-38D and the bounds of
    // RFC 9001 appendix B); counters of the other suites could run to 2^62.
    private const ulong GcmMessageLimit = 1UL << 40;
    private const ulong MessageLimit = 1UL << 62;

    // RFC 9001 section 6.6: forgeries that a key may have refused.
    private const long GcmForgeryLimit = 1L << 52;
    private const long ForgeryLimit = 1L << 36;

    private const int ScratchSize = 512;

    private readonly AeadKeys _sendKeys;
    private readonly AeadKeys _receiveKeys;
    private readonly KeyMemory _secret;
    private readonly AeadAlgorithm[] _suites;
    private readonly AeadAlgorithm _defaultSuite;
    private readonly AeadTokenFlags _sendFlags;
    private readonly SequenceWindow _window;
    private readonly MessageCounter _sent;
    private readonly ulong _counterLimit;
    private readonly long _forgeryLimit;
    private long _forgeries;

    /// <summary>Makes a context.</summary>
    /// <exception cref="ArgumentException">The secret has fewer than 16 or more than 1024 bytes, or no suite is allowed.</exception>
    /// <exception cref="PlatformNotSupportedException">A suite has no constant-time tier on this machine.</exception>
    public AeadContext(AeadContextOptions options)
        : base(options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Secret.Length, MinSecretSize, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Secret.Length, MaxSecretSize, nameof(options));
        if (options.Suites.Count == 0 || options.Suites.Any(suite => !Enum.IsDefined(suite) || suite == AeadAlgorithm.None))
        {
            throw new ArgumentException("An Aead context needs at least one suite, each of them known.", nameof(options));
        }

        bool gcm = options.Suites.Any(suite => suite is AeadAlgorithm.Aes128Gcm or AeadAlgorithm.Aes256Gcm);
        _defaultSuite = options.Suites[0];
        _sendFlags = options.Role == SealRole.Acceptor ? AeadTokenFlags.SentByAcceptor : AeadTokenFlags.None;
        _window = new SequenceWindow(options.SequenceMode, options.ReceiveCounter);
        _sent = new MessageCounter(options.SendCounter);
        _counterLimit = gcm ? GcmMessageLimit : MessageLimit;
        _forgeryLimit = gcm ? GcmForgeryLimit : ForgeryLimit;
        _sendKeys = new AeadKeys(options.Secret.Span, options.Role, options.Suites);
        _receiveKeys = new AeadKeys(options.Secret.Span, 1 - options.Role, options.Suites);
        _forgeries = options.Forgeries;
        _suites = [.. options.Suites];
        _secret = new KeyMemory(options.Secret.Length);
        options.Secret.Span.CopyTo(_secret.Span);
    }

    /// <summary>The shortest secret, in bytes.</summary>
    public const int MinSecretSize = 16;

    /// <summary>The longest secret, in bytes.</summary>
    public const int MaxSecretSize = 1024;

    /// <inheritdoc/>
    public override ContextSizes Sizes => new(
        MaxToken: AeadToken.Size,
        MaxSignature: AeadToken.Size,
        BlockSize: 1,
        SecurityTrailer: Flags.HasFlag(ContextFlags.Confidentiality) ? AeadToken.Size : 0);

    /// <inheritdoc/>
    public override ContextKeyInfo KeyInfo => new(
        _defaultSuite.ToString(), _defaultSuite.ToString(), _defaultSuite.KeySize() * 8, (int)_defaultSuite, (int)_defaultSuite);

    /// <inheritdoc/>
    public override SealPackage Package => AeadPackage.Info;

    private protected override NtStatus SealCore(CallGate caller, ref MessageBuffers buffers, QualityOfProtection qop, uint sequenceNumber)
    {
        AeadTokenFlags flags = qop.Encrypts ? AeadTokenFlags.Sealed : AeadTokenFlags.None;
        NtStatus status = Send(caller, buffers.Token.Length, qop, flags, sequenceNumber, out AeadCipher? cipher, out AeadToken token);
        if (cipher is null)
        {
            return status;
        }

        Protect(cipher, token, ref buffers, qop.Encrypts);
        return NtStatus.Success;
    }

    private protected override NtStatus SignCore(CallGate caller, ref MessageBuffers buffers, QualityOfProtection qop, uint sequenceNumber)
    {
        NtStatus status = Send(caller, buffers.Token.Length, qop, AeadTokenFlags.Signature, sequenceNumber, out AeadCipher? cipher, out AeadToken token);
        if (cipher is null)
        {
            return status;
        }

        Protect(cipher, token, ref buffers, encrypts: false);
        return NtStatus.Success;
    }

    private protected override NtStatus UnsealCore(ref MessageBuffers buffers, out QualityOfProtection qop, uint sequenceNumber)
    {
        qop = default;
        NtStatus status = buffers.IsStream && !buffers.TrySplitStream(AeadToken.Size)
            ? NtStatus.InvalidToken
            : Receive(ref buffers, signature: false, out qop, sequenceNumber);
        if (status != NtStatus.Success)
        {
            buffers.Data.Clear();
        }

        return status;
    }

    private protected override NtStatus VerifyCore(ref MessageBuffers buffers, out QualityOfProtection qop, uint sequenceNumber) =>
        Receive(ref buffers, signature: true, out qop, sequenceNumber);

    private protected override MessageSuite SuiteOf(QualityOfProtection qop)
    {
        AeadAlgorithm suite = qop.Suite == 0 ? _defaultSuite : (AeadAlgorithm)qop.Suite;
        return suite <= AeadAlgorithm.Aegis256 ? (MessageSuite)suite : MessageSuite.Unknown;
    }

    private protected override SealContextOptions Capture() => new AeadContextOptions
    {
        Role = Role,
        Flags = Flags,
        Start = Start,
        Expiry = Expiry,
        Secret = _secret.Span.ToArray(),
        Suites = _suites,
        SendCounter = _sent.Next,
        ReceiveCounter = _window.Next,
        Forgeries = Volatile.Read(ref _forgeries),
    };

    private protected override void DestroyKeys()
    {
        _secret.Dispose();
        _sendKeys.Dispose();
        _receiveKeys.Dispose();
    }

    // Everything that can fail when sending, in the order of the contract; takes the counter last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NtStatus Send(
        CallGate caller,
        int tokenLength,
        QualityOfProtection qop,
        AeadTokenFlags flags,
        uint sequenceNumber,
        out AeadCipher? cipher,
        out AeadToken token)
    {
        token = default;
        NtStatus status = CheckSend(qop, flags, tokenLength, out AeadAlgorithm suite, out cipher);
        if (status != NtStatus.Success)
        {
            return status;
        }

        ulong counter = TakeCounters(caller, 1);
        if (counter > _counterLimit)
        {
            cipher = null;
            return NtStatus.ContextExpired;
        }

        token = new AeadToken(AeadToken.MakePrefix(suite, flags | _sendFlags, sequenceNumber), counter);
        return NtStatus.Success;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NtStatus CheckSend(
        QualityOfProtection qop, AeadTokenFlags flags, int tokenLength, out AeadAlgorithm suite, out AeadCipher? cipher)
    {
        suite = qop.Suite == 0 ? _defaultSuite : (AeadAlgorithm)qop.Suite;
        cipher = qop.IsKnown ? _sendKeys[suite] : null;
        NtStatus status = cipher is null ? NtStatus.QopNotSupported
            : (flags & AeadTokenFlags.Sealed) != 0 && (Flags & ContextFlags.Confidentiality) == 0 ? NtStatus.UnsupportedFunction
            : tokenLength < AeadToken.Size ? NtStatus.InvalidParameter
            : NtStatus.Success;
        cipher = status == NtStatus.Success ? cipher : null;
        return status;
    }

    // The first of so many consecutive counters. Those above the limit are not to be used; when fewer are left, none is taken.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong TakeCounters(CallGate caller, int count)
    {
        // This look keeps a context that is used up from counting on towards an overflow.
        if (_sent.Next > _counterLimit - (ulong)(count - 1))
        {
            return _counterLimit + 1;
        }

        ulong first = _sent.Take(caller, count);
        ulong near = NearLimit(_counterLimit);
        if (near - first < (ulong)count)
        {
            TellLimitNear(ContextLimit.Messages, near, _counterLimit);
        }

        return first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Protect(AeadCipher cipher, in AeadToken token, ref MessageBuffers buffers, bool encrypts)
    {
        Span<byte> scratch = stackalloc byte[ScratchSize];
        ReadOnlySpan<byte> associated = buffers.Join(withData: !encrypts, scratch, out byte[]? rented);
        token.WriteHeader(buffers.Token);
        cipher.SealMessage(token.Prefix, token.Counter, associated, encrypts ? buffers.Data : default, TagOf(buffers.Token));
        buffers.TokenWritten = AeadToken.Size;
        Return(rented);
    }

    private NtStatus Receive(ref MessageBuffers buffers, bool signature, out QualityOfProtection qop, uint sequenceNumber)
    {
        qop = default;
        NtStatus status = CheckReceived(buffers.Token, signature, out AeadToken token, out AeadCipher? cipher);
        return status != NtStatus.Success || cipher is null
            ? status
            : Judge(IsAuthentic(cipher, token, ref buffers), token, out qop, sequenceNumber);
    }

    // Everything that can be wrong with a message before its cipher is asked.
    private NtStatus CheckReceived(ReadOnlySpan<byte> bytes, bool signature, out AeadToken token, out AeadCipher? cipher)
    {
        token = default;
        cipher = null;
        if (bytes.Length < AeadToken.Size)
        {
            return NtStatus.InvalidParameter;
        }

        token = AeadToken.Read(bytes);
        if (bytes.Length != AeadToken.Size
            || !token.IsWellFormed
            || !IsFromPeer(token.Flags)
            || token.Has(AeadTokenFlags.Signature) != signature
            || (signature && token.Has(AeadTokenFlags.Sealed))
            || _receiveKeys[token.Suite] is not { } known)
        {
            return NtStatus.InvalidToken;
        }

        cipher = known;
        return Volatile.Read(ref _forgeries) >= _forgeryLimit ? NtStatus.ContextExpired : NtStatus.Success;
    }

    // The verdict on a message after its cipher's; the only place where state of the receiving side moves.
    private NtStatus Judge(bool authentic, in AeadToken token, out QualityOfProtection qop, uint sequenceNumber)
    {
        qop = default;
        if (!authentic)
        {
            CountForgery();
            return NtStatus.MessageAltered;
        }

        qop = QualityOfProtection.ForSuite(token.Suite == _defaultSuite ? (byte)0 : (byte)token.Suite, token.Has(AeadTokenFlags.Sealed));
        return sequenceNumber != 0 && sequenceNumber != token.SequenceNumber
            ? NtStatus.OutOfSequence
            : _window.Accept(token.Counter);
    }

    private void CountForgery()
    {
        var forgeries = (ulong)Interlocked.Increment(ref _forgeries);
        if (forgeries == NearLimit((ulong)_forgeryLimit))
        {
            TellLimitNear(ContextLimit.Forgeries, forgeries, (ulong)_forgeryLimit);
        }
    }

    private static bool IsAuthentic(AeadCipher cipher, in AeadToken token, ref MessageBuffers buffers)
    {
        bool isSealed = token.Has(AeadTokenFlags.Sealed);
        Span<byte> scratch = stackalloc byte[ScratchSize];
        ReadOnlySpan<byte> associated = buffers.Join(withData: !isSealed, scratch, out byte[]? rented);
        bool authentic = cipher.UnsealMessage(token.Prefix, token.Counter, associated, isSealed ? buffers.Data : default, TagOf(buffers.Token));
        Return(rented);
        return authentic;
    }

    private bool IsFromPeer(AeadTokenFlags flags) => ((flags ^ _sendFlags) & AeadTokenFlags.SentByAcceptor) != 0;

    private static Span<byte> TagOf(Span<byte> token) => token.Slice(AeadToken.HeaderSize, AeadAlgorithms.TagSize);

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }
}
