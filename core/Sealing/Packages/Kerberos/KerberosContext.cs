// The Kerberos package: per-message tokens of RFC 4121 in the buffer layout of SSPI (MS-KILE section 3.4.5.4.1).
//
//   Seal          TOKEN = header | filler | header' | MAC | confounder, DATA in place; in DCE style 16 bytes of filler
//   Seal, integrity only    TOKEN = header | checksum, DATA as it is
//   Sign          TOKEN = MIC header | checksum
//
// Every message of a direction takes the next SND_SEQ (64 bits, modulo 2^64) before any work is done, so a failed call
// burns its number. The caller's MessageSequenceNumber is not used: Kerberos numbers its messages itself.

using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Diagnostics;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Packages.Kerberos;

/// <summary>An established Kerberos context.</summary>
public sealed partial class KerberosContext : SealContext
{
    private const int DceFiller = 16;
    private const byte FillerByte = 0xFF;

    private readonly KerberosEncryptionType _type;
    private readonly int _macSize;
    private readonly int _filler;
    private readonly KerberosTokenFlags _sendFlags;
    private readonly KeyMemory _protocolKeys;
    private readonly KerberosKeys _sendKeys;
    private readonly KerberosKeys _receiveKeys;
    private readonly KerberosKeys? _receiveSubkeyKeys;
    private readonly SequenceWindow _window;
    private readonly MessageCounter _sent;

    /// <summary>Makes a context; all keys are derived here.</summary>
    /// <exception cref="ArgumentException">The encryption type is unknown or a key has the wrong length.</exception>
    public KerberosContext(KerberosContextOptions options)
        : base(options)
    {
        _type = options.EncryptionType;
        bool hasSubkey = !options.AcceptorSubkey.IsEmpty;
        ReadOnlyMemory<byte> subkey = hasSubkey ? options.AcceptorSubkey : options.Key;
        if (!Enum.IsDefined(_type) || options.Key.Length != _type.KeySize() || subkey.Length != _type.KeySize())
        {
            throw new ArgumentException($"Keys of encryption type {_type} have {_type.KeySize()} bytes.", nameof(options));
        }

        _macSize = _type.MacSize();
        _filler = Flags.HasFlag(ContextFlags.DceStyle) ? DceFiller : 0;
        _sendFlags = (Role == SealRole.Acceptor ? KerberosTokenFlags.SentByAcceptor : KerberosTokenFlags.None)
            | (hasSubkey ? KerberosTokenFlags.AcceptorSubkey : KerberosTokenFlags.None);
        _sent = new MessageCounter(options.SendNumber);
        _window = new SequenceWindow(options.SequenceMode, options.ReceiveNumber);
        SealRole peer = 1 - Role;
        _sendKeys = KerberosKeys.Create(_type, subkey.Span, Role);
        _receiveKeys = KerberosKeys.Create(_type, options.Key.Span, peer);
        _receiveSubkeyKeys = hasSubkey ? KerberosKeys.Create(_type, subkey.Span, peer) : null;
        _protocolKeys = new KeyMemory(options.Key.Length + options.AcceptorSubkey.Length);
        options.Key.Span.CopyTo(_protocolKeys.Span);
        options.AcceptorSubkey.Span.CopyTo(_protocolKeys.Span[options.Key.Length..]);
    }

    /// <inheritdoc/>
    public override ContextSizes Sizes => new(
        MaxToken: KerberosPackage.Info.MaxToken,
        MaxSignature: SignatureSize,
        BlockSize: 1,
        SecurityTrailer: Flags.HasFlag(ContextFlags.Confidentiality) ? SealedTokenSize : 0);

    /// <inheritdoc/>
    public override ContextKeyInfo KeyInfo => _type switch
    {
        KerberosEncryptionType.Aes128Sha1 => new("HMAC-SHA1-96-AES128", "AES128-CTS-HMAC-SHA1-96", 128, 15, 17),
        KerberosEncryptionType.Aes256Sha1 => new("HMAC-SHA1-96-AES256", "AES256-CTS-HMAC-SHA1-96", 256, 16, 18),
        KerberosEncryptionType.Aes128Sha256 => new("HMAC-SHA256-128-AES128", "AES128-CTS-HMAC-SHA256-128", 128, 19, 19),
        _ => new("HMAC-SHA384-192-AES256", "AES256-CTS-HMAC-SHA384-192", 256, 20, 20),
    };

    /// <inheritdoc/>
    public override SealPackage Package => KerberosPackage.Info;

    private int SignatureSize => KerberosToken.HeaderSize + _macSize;

    private int SealedTokenSize => KerberosToken.HeaderSize + SealedParts.Overhead(_filler, _macSize);

    private protected override NtStatus SealCore(CallGate caller, ref MessageBuffers buffers, QualityOfProtection qop, uint sequenceNumber)
    {
        NtStatus status = CheckSeal(buffers, qop);
        if (status != NtStatus.Success)
        {
            return status;
        }

        ulong number = _sent.Take(caller, 1);
        if (!qop.Encrypts)
        {
            WrapInClear(ref buffers, number);
            return NtStatus.Success;
        }

        Span<byte> confounder = stackalloc byte[SealedParts.ConfounderSize];
        RandomBlock.Take(confounder);
        WrapSealed(ref buffers, number, confounder);
        return NtStatus.Success;
    }

    private protected override NtStatus SignCore(CallGate caller, ref MessageBuffers buffers, QualityOfProtection qop, uint sequenceNumber)
    {
        if (qop != default)
        {
            return NtStatus.QopNotSupported;
        }

        if (buffers.Token.Length < SignatureSize)
        {
            return NtStatus.InvalidParameter;
        }

        Span<byte> header = buffers.Token[..KerberosToken.HeaderSize];
        new KerberosToken(_sendFlags, 0, 0, _sent.Take(caller, 1)).WriteMic(header);
        _sendKeys.MicChecksum(buffers, header, buffers.Token.Slice(KerberosToken.HeaderSize, _macSize));
        buffers.TokenWritten = SignatureSize;
        return NtStatus.Success;
    }

    private protected override MessageSuite SuiteOf(QualityOfProtection qop) => (MessageSuite)_type;

    private protected override SealContextOptions Capture() => new KerberosContextOptions
    {
        Role = Role,
        Flags = Flags,
        Start = Start,
        Expiry = Expiry,
        EncryptionType = _type,
        Key = _protocolKeys.Span[.._type.KeySize()].ToArray(),
        AcceptorSubkey = _protocolKeys.Span[_type.KeySize()..].ToArray(),
        SendNumber = _sent.Next,
        ReceiveNumber = _window.Next,
    };

    private protected override void DestroyKeys()
    {
        _protocolKeys.Dispose();
        _sendKeys.Dispose();
        _receiveKeys.Dispose();
        _receiveSubkeyKeys?.Dispose();
    }

    /// <summary>Seals with a given number and confounder.</summary>
    internal void WrapSealed(ref MessageBuffers buffers, ulong number, scoped ReadOnlySpan<byte> confounder)
    {
        SealedParts parts = LayOut(ref buffers, number, confounder);
        _sendKeys.Seal(parts, buffers);
    }

    // Writes header, filler and inner header, and says where the parts are.
    private SealedParts LayOut(ref MessageBuffers buffers, ulong number, scoped ReadOnlySpan<byte> confounder)
    {
        Span<byte> token = buffers.Token[..SealedTokenSize];
        SealedParts parts = SealedParts.InTokenOrder(token[KerberosToken.HeaderSize..], buffers.Data, _macSize);
        var header = new KerberosToken(
            _sendFlags | KerberosTokenFlags.Sealed, (ushort)_filler, (ushort)(KerberosToken.HeaderSize + _macSize), number);
        header.WriteWrap(token);
        (header with { RightRotation = 0 }).WriteWrap(parts.InnerHeader);
        parts.Tail[.._filler].Fill(FillerByte);
        confounder.CopyTo(parts.Confounder);
        buffers.TokenWritten = token.Length;
        return parts;
    }

    private void WrapInClear(ref MessageBuffers buffers, ulong number)
    {
        Span<byte> token = buffers.Token[..SignatureSize];
        Span<byte> header = token[..KerberosToken.HeaderSize];
        var fields = new KerberosToken(_sendFlags, 0, 0, number);
        fields.WriteWrap(header);
        _sendKeys.WrapChecksum(buffers, buffers.Data, header, token[KerberosToken.HeaderSize..]);
        (fields with { ExtraCount = (ushort)_macSize, RightRotation = (ushort)_macSize }).WriteWrap(header);
        buffers.TokenWritten = token.Length;
    }

    private NtStatus CheckSeal(in MessageBuffers buffers, QualityOfProtection qop)
    {
        if (!qop.IsKnown || qop.Suite != 0)
        {
            return NtStatus.QopNotSupported;
        }

        if (qop.Encrypts && (Flags & ContextFlags.Confidentiality) == 0)
        {
            return NtStatus.UnsupportedFunction;
        }

        return buffers.Token.Length < (qop.Encrypts ? SealedTokenSize : SignatureSize) ? NtStatus.InvalidParameter : NtStatus.Success;
    }

    // Tokens without the AcceptorSubkey flag are under the other key (RFC 4121 section 4.2.2).
    private KerberosKeys KeysOf(KerberosTokenFlags flags) =>
        (flags & KerberosTokenFlags.AcceptorSubkey) != 0 && _receiveSubkeyKeys is not null ? _receiveSubkeyKeys : _receiveKeys;

    private bool IsFromPeer(KerberosTokenFlags flags) => ((flags ^ _sendFlags) & KerberosTokenFlags.SentByAcceptor) != 0;
}
