// Receiving. The body of a Wrap token arrives rotated right by RRC (in DCE style, sealed: by RRC + EC), which is not
// authenticated, any value is legal, and only two are ever sent: 0 (gss_wrap) and the one that brings all but DATA to
// the front (SSPI, gss_wrap_iov). Those two are worked on in place; for any other the body is first gathered in its
// natural order in a rented array.
//
// Order: shape, then authentication, then the inner header, then the sequence window.

using System.Buffers;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Packages.Kerberos;

public sealed partial class KerberosContext
{
    private const int ScratchSize = 128;

    private protected override NtStatus UnsealCore(ref MessageBuffers buffers, out QualityOfProtection qop, uint sequenceNumber)
    {
        qop = default;
        NtStatus status = Unwrap(ref buffers, ref qop);
        if (status != NtStatus.Success)
        {
            buffers.Plaintext = null;
            (buffers.IsStream ? buffers.Stream : buffers.Data).Clear();
        }

        return status;
    }

    private protected override NtStatus VerifyCore(ref MessageBuffers buffers, out QualityOfProtection qop, uint sequenceNumber)
    {
        qop = default;
        if (buffers.Token.Length != SignatureSize || !KerberosToken.TryReadMic(buffers.Token, out KerberosToken token))
        {
            return NtStatus.InvalidToken;
        }

        Span<byte> mac = stackalloc byte[_macSize];
        KeysOf(token.Flags).MicChecksum(buffers, buffers.Token[..KerberosToken.HeaderSize], mac);
        bool authentic = ConstantTime.AreEqual(mac, buffers.Token[KerberosToken.HeaderSize..]);
        return authentic && IsFromPeer(token.Flags) ? _window.Accept(token.Number) : NtStatus.MessageAltered;
    }

    private NtStatus Unwrap(ref MessageBuffers buffers, ref QualityOfProtection qop)
    {
        Span<byte> wire = buffers.IsStream ? buffers.Stream : buffers.Token;
        if (wire.Length < KerberosToken.HeaderSize || !KerberosToken.TryReadWrap(wire, out KerberosToken token))
        {
            return NtStatus.InvalidToken;
        }

        qop = token.IsSealed ? QualityOfProtection.Default : QualityOfProtection.WrapNoEncrypt;
        Span<byte> body = wire[KerberosToken.HeaderSize..];
        long length = (long)body.Length + WireData(buffers).Length;
        int overhead = token.IsSealed ? SealedParts.Overhead(token.ExtraCount, _macSize) : _macSize;
        if (length < overhead || length > int.MaxValue || (!token.IsSealed && token.ExtraCount != _macSize))
        {
            return NtStatus.InvalidToken;
        }

        if (!IsFromPeer(token.Flags))
        {
            return NtStatus.MessageAltered;
        }

        NtStatus status = token.IsSealed ? UnwrapSealed(ref buffers, body, token) : UnwrapInClear(ref buffers, body, token);
        return status == NtStatus.Success ? _window.Accept(token.Number) : status;
    }

    private NtStatus UnwrapSealed(ref MessageBuffers buffers, Span<byte> body, in KerberosToken token)
    {
        int overhead = SealedParts.Overhead(token.ExtraCount, _macSize);
        int length = body.Length + WireData(buffers).Length;
        int rotation = (token.RightRotation + (_filler != 0 ? token.ExtraCount : 0)) % length;
        bool inFront = rotation == overhead - SealedParts.ConfounderSize;
        if (buffers.IsStream && (inFront || rotation == 0))
        {
            SealedParts parts = inFront
                ? SealedParts.InTokenOrder(body[..overhead], body[overhead..], _macSize)
                : SealedParts.InNaturalOrder(body, token.ExtraCount, _macSize);
            int start = KerberosToken.HeaderSize + (inFront ? overhead : SealedParts.ConfounderSize);
            buffers.Plaintext = start..(start + parts.Data.Length);
            return Open(parts, buffers, token);
        }

        if (!buffers.IsStream && inFront && body.Length == overhead && overhead <= ScratchSize)
        {
            // The token is the caller's and stays as it is.
            Span<byte> copy = stackalloc byte[ScratchSize];
            body.CopyTo(copy);
            return Open(SealedParts.InTokenOrder(copy[..overhead], buffers.Data, _macSize), buffers, token);
        }

        byte[] rented = Gather(buffers, body, rotation, length);
        SealedParts gathered = SealedParts.InNaturalOrder(rented.AsSpan(0, length), token.ExtraCount, _macSize);
        NtStatus status = Open(gathered, buffers, token);
        status = status == NtStatus.Success ? Deliver(ref buffers, gathered.Data) : status;
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return status;
    }

    private NtStatus Open(in SealedParts parts, in MessageBuffers buffers, in KerberosToken token)
    {
        if (!KeysOf(token.Flags).Unseal(parts, buffers))
        {
            return NtStatus.MessageAltered;
        }

        // Only this comparison makes the fields of the clear header trustworthy.
        Span<byte> header = stackalloc byte[KerberosToken.HeaderSize];
        (token with { RightRotation = 0 }).WriteWrap(header);
        return ConstantTime.AreEqual(header, parts.InnerHeader) ? NtStatus.Success : NtStatus.MessageAltered;
    }

    private NtStatus UnwrapInClear(ref MessageBuffers buffers, Span<byte> body, in KerberosToken token)
    {
        int length = body.Length + WireData(buffers).Length;
        int rotation = token.RightRotation % length;
        bool inFront = rotation == _macSize % length;
        if (buffers.IsStream && (inFront || rotation == 0))
        {
            Range data = inFront ? _macSize.. : ..^_macSize;
            Range mac = inFront ? .._macSize : ^_macSize..;
            int start = KerberosToken.HeaderSize + (inFront ? _macSize : 0);
            buffers.Plaintext = start..(start + length - _macSize);
            return CheckClear(buffers, body[data], body[mac], token);
        }

        if (!buffers.IsStream && inFront && body.Length == _macSize)
        {
            return CheckClear(buffers, buffers.Data, body, token);
        }

        byte[] rented = Gather(buffers, body, rotation, length);
        Span<byte> gathered = rented.AsSpan(0, length);
        NtStatus status = CheckClear(buffers, gathered[..^_macSize], gathered[^_macSize..], token);
        status = status == NtStatus.Success ? Deliver(ref buffers, gathered[..^_macSize]) : status;
        ArrayPool<byte>.Shared.Return(rented);
        return status;
    }

    private NtStatus CheckClear(in MessageBuffers buffers, ReadOnlySpan<byte> data, ReadOnlySpan<byte> received, in KerberosToken token)
    {
        Span<byte> header = stackalloc byte[KerberosToken.HeaderSize];
        (token with { ExtraCount = 0, RightRotation = 0 }).WriteWrap(header);
        Span<byte> mac = stackalloc byte[_macSize];
        KeysOf(token.Flags).WrapChecksum(buffers, data, header, mac);
        return ConstantTime.AreEqual(mac, received) ? NtStatus.Success : NtStatus.MessageAltered;
    }

    // A stream holds its own data; a DATA buffer beside it only takes the result.
    private static Span<byte> WireData(in MessageBuffers buffers) => buffers.IsStream ? default : buffers.Data;

    // The body in its natural order: the last bytes on the wire come from its front.
    private static byte[] Gather(in MessageBuffers buffers, ReadOnlySpan<byte> body, int rotation, int length)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        Span<byte> all = rented.AsSpan(0, length);
        Span<byte> back = all[(length - rotation)..];
        Span<byte> front = all[..(length - rotation)];
        Place(body, 0, back, front);
        Place(WireData(buffers), body.Length, back, front);
        return rented;
    }

    // Copies wire bytes, the first of which is at a position on the wire: positions below back.Length belong to the back.
    private static void Place(ReadOnlySpan<byte> wire, int position, Span<byte> back, Span<byte> front)
    {
        int inBack = Math.Clamp(back.Length - position, 0, wire.Length);
        wire[..inBack].CopyTo(inBack > 0 ? back[position..] : back);
        wire[inBack..].CopyTo(inBack < wire.Length ? front[(position + inBack - back.Length)..] : front);
    }

    // Gathered plaintext goes where the caller looks for it: to the head of DATA, or behind the header of the stream.
    private static NtStatus Deliver(ref MessageBuffers buffers, ReadOnlySpan<byte> plaintext)
    {
        Span<byte> target = buffers.IsStream ? buffers.Stream[KerberosToken.HeaderSize..] : buffers.Data;
        if (plaintext.Length > target.Length)
        {
            return NtStatus.InvalidToken;
        }

        plaintext.CopyTo(target);
        target[plaintext.Length..].Clear();
        int start = buffers.IsStream ? KerberosToken.HeaderSize : 0;
        buffers.Plaintext = start..(start + plaintext.Length);
        return NtStatus.Success;
    }
}
