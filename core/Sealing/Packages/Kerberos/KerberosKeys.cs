// The keys with which one side sends under one protocol key (RFC 4121 section 2: usages 22 to 25):
//
//                 Wrap, sealed    Wrap, integrity only    MIC
//   acceptor      Ke, Ki of 22    Kc of 22                Kc of 23
//   initiator     Ke, Ki of 24    Kc of 24                Kc of 25
//
// Sealing, with h = the truncated MAC size and P = confounder | DATA | tail:
//   etypes 17, 18   C = AES-CTS(Ke, P),   MAC = HMAC-SHA1(Ki, confounder | buffers | tail)            MAC of plaintext
//   etypes 19, 20   C = AES-CTS(Ke, P),   MAC = HMAC-SHA2(Ki, IV of 16 zeros | the same, encrypted)   MAC of ciphertext
// "buffers" are DATA and the checksummed buffers in the caller's order; the latter are never encrypted.

using System.Security.Cryptography;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Packages.Kerberos;

/// <summary>The keys of one direction. Thread-safe.</summary>
internal abstract class KerberosKeys : IDisposable
{
    private const uint AcceptorSeal = 22;
    private const uint AcceptorSign = 23;
    private const uint InitiatorSeal = 24;
    private const uint InitiatorSign = 25;

    /// <summary>Derives all keys of a sender.</summary>
    internal static KerberosKeys Create(KerberosEncryptionType type, ReadOnlySpan<byte> protocolKey, SealRole sender) =>
        sender == SealRole.Acceptor ? Create(type, protocolKey, AcceptorSeal, AcceptorSign) : Create(type, protocolKey, InitiatorSeal, InitiatorSign);

    /// <summary>Derives the keys of two usages: of Wrap and of MIC tokens.</summary>
    internal static KerberosKeys Create(KerberosEncryptionType type, ReadOnlySpan<byte> protocolKey, uint seal, uint sign) => type switch
    {
        KerberosEncryptionType.Aes128Sha256 => new KerberosKeys<Sha256State>(type, protocolKey, seal, sign),
        KerberosEncryptionType.Aes256Sha384 => new KerberosKeys<Sha384State>(type, protocolKey, seal, sign),
        _ => new KerberosKeys<Sha1State>(type, protocolKey, seal, sign),
    };

    /// <summary>Encrypts the parts in place and writes their MAC.</summary>
    internal abstract void Seal(in SealedParts parts, in MessageBuffers buffers);

    /// <summary>True when <see cref="SealLanes"/> works here.</summary>
    internal abstract bool HasLanes { get; }

    /// <summary>Seals up to 16 messages of one length side by side. Each lies at the head of its stride as
    /// confounder | DATA | tail, with room for the hash's padding; there the ciphertext is left, not yet swapped
    /// (<see cref="AesCts.SwapLastBlocks"/>).</summary>
    /// <param name="messages">The first message; 16 strides long.</param>
    /// <param name="stride">Bytes from one message to the next.</param>
    /// <param name="count">Messages.</param>
    /// <param name="length">Bytes of each.</param>
    /// <param name="macs">Room for 16 MACs.</param>
    internal abstract void SealLanes(Span<byte> messages, int stride, int count, int length, Span<byte> macs);

    /// <summary>Checks the MAC and decrypts the parts in place. False: not authentic, and the parts hold no secret that
    /// the caller may show to anyone.</summary>
    internal abstract bool Unseal(in SealedParts parts, in MessageBuffers buffers);

    /// <summary>The checksum of an integrity-only Wrap: buffers, with <paramref name="data"/> in DATA's place, then header.</summary>
    internal abstract void WrapChecksum(in MessageBuffers buffers, ReadOnlySpan<byte> data, ReadOnlySpan<byte> header, Span<byte> mac);

    /// <summary>The checksum of a MIC token: buffers, then header.</summary>
    internal abstract void MicChecksum(in MessageBuffers buffers, ReadOnlySpan<byte> header, Span<byte> mac);

    /// <summary>Zeroes and frees the keys.</summary>
    public abstract void Dispose();
}

/// <summary>The keys of one direction, over one hash.</summary>
internal sealed partial class KerberosKeys<THash> : KerberosKeys
    where THash : unmanaged, IHashState<THash>
{
    private const int MaxMacSize = 24;

    private static readonly byte[] s_zeroIv = new byte[AesCts.BlockSize];

    private readonly AesCts _encryption;
    private readonly Hmac<THash> _integrity;
    private readonly Hmac<THash> _wrapChecksum;
    private readonly Hmac<THash> _micChecksum;
    private readonly bool _macCoversCiphertext;

    internal KerberosKeys(KerberosEncryptionType type, ReadOnlySpan<byte> protocolKey, uint seal, uint sign)
    {
        Span<byte> key = stackalloc byte[KeyDerivation.MaxKeySize];
        _encryption = AesCts.Create(key[..KeyDerivation.Derive(type, protocolKey, seal, KeyKind.Encryption, key)]);
        _integrity = new Hmac<THash>(key[..KeyDerivation.Derive(type, protocolKey, seal, KeyKind.Integrity, key)]);
        _wrapChecksum = new Hmac<THash>(key[..KeyDerivation.Derive(type, protocolKey, seal, KeyKind.Checksum, key)]);
        _micChecksum = new Hmac<THash>(key[..KeyDerivation.Derive(type, protocolKey, sign, KeyKind.Checksum, key)]);
        _macCoversCiphertext = type is KerberosEncryptionType.Aes128Sha256 or KerberosEncryptionType.Aes256Sha384;
        CryptographicOperations.ZeroMemory(key);
    }

    internal override void Seal(in SealedParts parts, in MessageBuffers buffers)
    {
        bool alone = Length(buffers) == 0;
        if (alone && Hides(parts))
        {
            SealHiding(parts);
        }
        else if (alone && IsShort(parts))
        {
            SealGathered(parts);
        }
        else if (_macCoversCiphertext)
        {
            _encryption.Encrypt(parts.Confounder, parts.Data, parts.Tail);
            ComputeMac(parts, buffers, parts.Mac);
        }
        else
        {
            ComputeMac(parts, buffers, parts.Mac);
            _encryption.Encrypt(parts.Confounder, parts.Data, parts.Tail);
        }
    }

    internal override bool Unseal(in SealedParts parts, in MessageBuffers buffers)
    {
        if (Length(buffers) == 0 && IsShort(parts))
        {
            return UnsealGathered(parts);
        }

        Span<byte> mac = stackalloc byte[MaxMacSize];
        mac = mac[..parts.Mac.Length];
        if (!_macCoversCiphertext)
        {
            _encryption.Decrypt(parts.Confounder, parts.Data, parts.Tail);
        }

        ComputeMac(parts, buffers, mac);
        if (!ConstantTime.AreEqual(mac, parts.Mac))
        {
            return false;
        }

        if (_macCoversCiphertext)
        {
            _encryption.Decrypt(parts.Confounder, parts.Data, parts.Tail);
        }

        return true;
    }

    internal override void WrapChecksum(in MessageBuffers buffers, ReadOnlySpan<byte> data, ReadOnlySpan<byte> header, Span<byte> mac) =>
        Compute(_wrapChecksum, default, default, buffers, data, header, mac);

    internal override void MicChecksum(in MessageBuffers buffers, ReadOnlySpan<byte> header, Span<byte> mac) =>
        Compute(
            _micChecksum, default, default, buffers, buffers.DataSegment < 0 ? default : buffers.Segment(buffers.DataSegment), header, mac);

    public override void Dispose()
    {
        _encryption.Dispose();
        _integrity.Dispose();
        _wrapChecksum.Dispose();
        _micChecksum.Dispose();
    }

    private void ComputeMac(in SealedParts parts, in MessageBuffers buffers, Span<byte> mac) =>
        Compute(_integrity, _macCoversCiphertext ? s_zeroIv : default, parts.Confounder, buffers, parts.Data, parts.Tail, mac);

    private static void Compute(
        Hmac<THash> key,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> confounder,
        in MessageBuffers buffers,
        ReadOnlySpan<byte> data,
        ReadOnlySpan<byte> tail,
        Span<byte> mac)
    {
        if (Length(buffers) + data.Length >= THash.FrameworkLength)
        {
            ComputeLong(key, iv, confounder, buffers, data, tail, mac);
            return;
        }

        key.Start(out HashStream<THash> stream);
        stream.Append(iv);
        stream.Append(confounder);
        for (int i = 0; i < buffers.SegmentCount; i++)
        {
            stream.Append(i == buffers.DataSegment ? data : buffers.Segment(i));
        }

        stream.Append(tail);
        key.Finish(ref stream, mac);
    }

    private static void ComputeLong(
        Hmac<THash> key,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> confounder,
        in MessageBuffers buffers,
        ReadOnlySpan<byte> data,
        ReadOnlySpan<byte> tail,
        Span<byte> mac)
    {
        IncrementalHash hash = key.Rent();
        hash.AppendData(iv);
        hash.AppendData(confounder);
        for (int i = 0; i < buffers.SegmentCount; i++)
        {
            hash.AppendData(i == buffers.DataSegment ? data : buffers.Segment(i));
        }

        hash.AppendData(tail);
        Span<byte> full = stackalloc byte[Hmac<THash>.MaxDigestSize];
        hash.GetHashAndReset(full);
        key.Return(hash);
        full[..mac.Length].CopyTo(mac);
    }

    // Bytes that are authenticated beside DATA.
    private static long Length(in MessageBuffers buffers)
    {
        long length = 0;
        for (int i = 0; i < buffers.SegmentCount; i++)
        {
            length += i == buffers.DataSegment ? 0 : buffers.Segment(i).Length;
        }

        return length;
    }
}
