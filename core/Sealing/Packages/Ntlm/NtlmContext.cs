// The NTLM package: session security of MS-NLMP section 3.4 with extended session security, in SSPI's buffers.
//
//   Seal          TOKEN = signature (16), DATA encrypted in place; the MAC is over all buffers in descriptor order
//   Seal, integrity only, and Sign    TOKEN = signature, DATA as it is
//
// The format does not say in a token whether the data was encrypted: what was sealed with integrity only is checked with
// Verify, and Unseal always decrypts. In connection mode the caller's MessageSequenceNumber is not used: NTLM numbers its
// messages itself. In datagram mode it is SeqNum; 0 on receipt takes any number that was not seen before.
//
// The MAC is over the plaintext, so data is decrypted before it can be checked; what fails the check is wiped, and in
// connection mode the direction is closed (NtlmDirection).

using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Diagnostics;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Packages.Ntlm;

/// <summary>An established NTLM context.</summary>
public sealed class NtlmContext : SealContext
{
    // CALG_HMAC and CALG_RC4.
    private const int SignatureAlgorithm = 0x8009;
    private const int EncryptAlgorithm = 0x6801;
    private const int SessionKeySize = 16;

    private readonly KeyMemory _sessionKey;
    private readonly NtlmKeyStrength _strength;
    private readonly bool _keyExchange;
    private readonly NtlmDirection _send;
    private readonly NtlmDirection _receive;

    /// <summary>Makes a context; all keys are derived here.</summary>
    /// <exception cref="ArgumentException">The session key has not 16 bytes, or the strength is unknown.</exception>
    public NtlmContext(NtlmContextOptions options)
        : base(options)
    {
        if (options.SessionKey.Length != SessionKeySize || !Enum.IsDefined(options.Strength))
        {
            throw new ArgumentException($"An NTLM session key has {SessionKeySize} bytes and a known strength.", nameof(options));
        }

        _strength = options.Strength;
        _keyExchange = options.KeyExchange;
        _sessionKey = new KeyMemory(SessionKeySize);
        options.SessionKey.Span.CopyTo(_sessionKey.Span);

        // A sender may not use a number twice, whatever was negotiated for the receiver.
        _send = MakeDirection(Role, options.SendNumber, options.SendStream, SequenceMode.Replay);
        _receive = MakeDirection(1 - Role, options.ReceiveNumber, options.ReceiveStream, options.SequenceMode);
    }

    /// <inheritdoc/>
    public override ContextSizes Sizes => new(
        MaxToken: NtlmPackage.Info.MaxToken,
        MaxSignature: NtlmSignature.Size,
        BlockSize: 0,
        SecurityTrailer: CanEncrypt ? NtlmSignature.Size : 0);

    /// <inheritdoc/>
    public override ContextKeyInfo KeyInfo => new("HMAC-MD5", "RC4", (int)_strength * 8, SignatureAlgorithm, EncryptAlgorithm);

    /// <inheritdoc/>
    public override SealPackage Package => NtlmPackage.Info;

    private bool IsDatagram => (Flags & ContextFlags.Datagram) != 0;

    private bool CanEncrypt => (Flags & ContextFlags.Confidentiality) != 0;

    /// <summary>Puts both key streams back to their beginning, as SPNEGO does after its mechListMICs (MS-SPNG section
    /// 3.3.5.1); the numbers go on. Call it before the first message is sealed.</summary>
    /// <returns>UnsupportedFunction in datagram mode and once a message was sealed or unsealed, since that would use the
    /// key stream twice.</returns>
    public NtStatus RestartKeyStreams()
    {
        CallGate gate = CallGate.Current;
        NtStatus status = EnterBatch(gate);
        try
        {
            if (status != NtStatus.Success || !_send.CanRestartStream || !_receive.CanRestartStream)
            {
                return status != NtStatus.Success ? status : NtStatus.UnsupportedFunction;
            }

            _send.RestartStream();
            _receive.RestartStream();
            return NtStatus.Success;
        }
        finally
        {
            gate.Exit();
            GC.KeepAlive(this);
        }
    }

    private protected override NtStatus SealCore(CallGate caller, ref MessageBuffers buffers, QualityOfProtection qop, uint sequenceNumber)
    {
        if (!qop.IsKnown || qop.Suite != 0)
        {
            return NtStatus.QopNotSupported;
        }

        if (qop.Encrypts && !CanEncrypt)
        {
            return NtStatus.UnsupportedFunction;
        }

        return buffers.Token.Length < NtlmSignature.Size
            ? NtStatus.InvalidParameter
            : Send(ref buffers, qop.Encrypts, sequenceNumber);
    }

    private protected override NtStatus SignCore(CallGate caller, ref MessageBuffers buffers, QualityOfProtection qop, uint sequenceNumber)
    {
        if (qop != default)
        {
            return NtStatus.QopNotSupported;
        }

        return buffers.Token.Length < NtlmSignature.Size
            ? NtStatus.InvalidParameter
            : Send(ref buffers, encrypts: false, sequenceNumber);
    }

    private protected override NtStatus UnsealCore(ref MessageBuffers buffers, out QualityOfProtection qop, uint sequenceNumber)
    {
        qop = default;
        Span<byte> token = buffers.Token;
        Span<byte> data = buffers.Data;
        if (buffers.IsStream)
        {
            if (buffers.Stream.Length < NtlmSignature.Size)
            {
                return NtStatus.IncompleteMessage;
            }

            token = buffers.Stream[..NtlmSignature.Size];
            data = buffers.Stream[NtlmSignature.Size..];
            buffers.Plaintext = NtlmSignature.Size..;
        }

        NtStatus status = CanEncrypt
            ? Receive(token, buffers, data, decrypts: true, sequenceNumber)
            : NtStatus.UnsupportedFunction;
        if (status != NtStatus.Success)
        {
            data.Clear();
        }

        return status;
    }

    private protected override NtStatus VerifyCore(ref MessageBuffers buffers, out QualityOfProtection qop, uint sequenceNumber)
    {
        qop = default;
        return Receive(buffers.Token, buffers, data: default, decrypts: false, sequenceNumber);
    }

    private protected override MessageSuite SuiteOf(QualityOfProtection qop) => IsDatagram ? MessageSuite.NtlmRc4Datagram : MessageSuite.NtlmRc4;

    private protected override SealContextOptions Capture()
    {
        (uint sendNumber, byte[] sendStream) = _send.Capture();
        (uint receiveNumber, byte[] receiveStream) = _receive.Capture();
        return new NtlmContextOptions
        {
            Role = Role,
            Flags = Flags,
            Start = Start,
            Expiry = Expiry,
            SessionKey = _sessionKey.Span.ToArray(),
            Strength = _strength,
            KeyExchange = _keyExchange,
            SendNumber = sendNumber,
            ReceiveNumber = receiveNumber,
            SendStream = sendStream,
            ReceiveStream = receiveStream,
        };
    }

    private protected override void DestroyKeys()
    {
        _send.Dispose();
        _receive.Dispose();
        _sessionKey.Dispose();
    }

    private NtStatus Send(ref MessageBuffers buffers, bool encrypts, uint number)
    {
        NtStatus status = _send.Send(ref buffers, encrypts, ref number);
        if (status == NtStatus.Success && !IsDatagram && number == NearLimit(NtlmDirection.Closed))
        {
            TellLimitNear(ContextLimit.Messages, number, NtlmDirection.Closed);
        }

        return status;
    }

    private NtStatus Receive(ReadOnlySpan<byte> token, in MessageBuffers buffers, Span<byte> data, bool decrypts, uint number)
    {
        if (token.Length < NtlmSignature.Size)
        {
            return NtStatus.InvalidParameter;
        }

        NtlmSignature signature = NtlmSignature.Read(token);
        return token.Length != NtlmSignature.Size || signature.Version != NtlmSignature.KnownVersion
            ? NtStatus.InvalidToken
            : _receive.Receive(signature, buffers, data, decrypts, number);
    }

    private NtlmDirection MakeDirection(SealRole sender, uint number, ReadOnlyMemory<byte> stream, SequenceMode mode)
    {
        var keys = NtlmKeys.Create(_sessionKey.Span, sender, _strength, _keyExchange);
        if (!stream.IsEmpty && !keys.TryRestoreStream(stream.Span))
        {
            throw new ArgumentException("The state of an RC4 key stream is not one.", nameof(stream));
        }

        return new NtlmDirection(keys, IsDatagram ? 0 : number, IsDatagram ? new SequenceWindow(mode, number) : null);
    }
}
