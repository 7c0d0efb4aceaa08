// How cipher and hash go over a message with no checksummed buffers beside it:
//
//   gathered     short: copied to one place and back, where each takes it in one call      64 bytes in 320 ns instead of 410
//   hiding       long, to be sealed: the cipher runs between the rounds of the hash
//   in lanes     several of one length, to be sealed: side by side

using System.Security.Cryptography;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Packages.Kerberos;

internal sealed partial class KerberosKeys<THash>
{
    private const int MacSizeOfLanes = 12;

    // Measured: 512 bytes gain an eighth, 900 bytes a twenty-fifth.
    private const int MaxGathered = 512;
    private const int MaxPadding = 16 + 128;
    private const int GatherRoom = AesCts.BlockSize + MaxGathered + MaxPadding;

    // Below, too little of the cipher is left to hide between the first blocks of the hash and the end of the message.
    private const int MinHidingOfMacOfPlaintext = 192;
    private const int MinHidingOfMacOfCiphertext = 1024;

    internal override bool HasLanes => Hmac<THash>.HasLanes && !_macCoversCiphertext && _encryption.IsAccelerated;

    internal override void SealLanes(Span<byte> messages, int stride, int count, int length, Span<byte> macs)
    {
        int padded = Hmac<THash>.PaddedSize(length);
        for (int i = 0; i < count; i++)
        {
            Hmac<THash>.Pad(messages.Slice(i * stride + length, padded - length), length);
        }

        _integrity.ComputeLanes(messages, stride, padded / THash.BlockSize, macs, MacSizeOfLanes);
        int whole = AesCts.WholeBlocks(length);
        for (int i = 0; i < count; i++)
        {
            messages.Slice(i * stride + length, whole - length).Clear();
        }

        for (int i = 0; i < count; i += AesCts.LaneCount)
        {
            _encryption.EncryptLanes(messages[(i * stride)..], stride, whole / AesCts.BlockSize);
        }
    }

    private static bool IsShort(in SealedParts parts) => parts.Length <= Math.Min(MaxGathered, THash.FrameworkLength);

    // The message lies one block into the room: a MAC of ciphertext covers an IV before it.
    private void SealGathered(in SealedParts parts)
    {
        Span<byte> room = stackalloc byte[GatherRoom];
        Span<byte> chain = stackalloc byte[AesCts.BlockSize];
        chain.Clear();
        int length = (int)parts.Length;
        Span<byte> message = room.Slice(AesCts.BlockSize, AesCts.WholeBlocks(length));
        parts.Gather(message);
        if (!_macCoversCiphertext)
        {
            _integrity.ComputeInRoom(room[AesCts.BlockSize..], length, parts.Mac);
        }

        _encryption.Encrypt(message, length, chain);
        parts.Scatter(message);
        if (_macCoversCiphertext)
        {
            room[..AesCts.BlockSize].Clear();
            _integrity.ComputeInRoom(room, AesCts.BlockSize + length, parts.Mac);
        }
    }

    // Nothing leaves the room before the verdict.
    private bool UnsealGathered(in SealedParts parts)
    {
        Span<byte> room = stackalloc byte[GatherRoom];
        Span<byte> chain = stackalloc byte[AesCts.BlockSize];
        Span<byte> mac = stackalloc byte[MaxMacSize];
        chain.Clear();
        mac = mac[..parts.Mac.Length];
        int length = (int)parts.Length;
        Span<byte> message = room.Slice(AesCts.BlockSize, AesCts.WholeBlocks(length));
        parts.Gather(message);
        if (_macCoversCiphertext)
        {
            room[..AesCts.BlockSize].Clear();
            _integrity.ComputeInRoom(room, AesCts.BlockSize + length, mac);
        }

        _encryption.Decrypt(message, length, chain);
        if (!_macCoversCiphertext)
        {
            _integrity.ComputeInRoom(room[AesCts.BlockSize..], length, mac);
        }

        if (!ConstantTime.AreEqual(mac, parts.Mac))
        {
            CryptographicOperations.ZeroMemory(message);
            return false;
        }

        parts.Scatter(message);
        CryptographicOperations.ZeroMemory(message);
        return true;
    }

    private bool Hides(in SealedParts parts) =>
        THash.HidesCipher
        && _encryption.IsAccelerated
        && parts.Data.Length >= (_macCoversCiphertext ? MinHidingOfMacOfCiphertext : MinHidingOfMacOfPlaintext);

    private void SealHiding(in SealedParts parts)
    {
        if (_macCoversCiphertext)
        {
            EncryptThenMac(parts);
        }
        else
        {
            EncryptAndMac(parts);
        }
    }

    // Most of the cipher runs between the rounds of the hash, one block of the hash ahead of it. IV, confounder and the
    // first of the data make up the first block.
    private void EncryptThenMac(in SealedParts parts)
    {
        int first = THash.BlockSize - 2 * AesCts.BlockSize;
        int bulk = AesCts.BlockSize * AesCts.BulkBlocks(parts.Confounder, parts.Data, parts.Tail);
        int ahead = first + THash.BlockSize;
        int both = (bulk - first) / THash.BlockSize * THash.BlockSize;
        Span<byte> chain = stackalloc byte[AesCts.BlockSize];
        chain.Clear();
        _encryption.EncryptBlocks(parts.Confounder, chain);
        _encryption.EncryptBlocks(parts.Data[..ahead], chain);
        _integrity.Start(out HashStream<THash> stream);
        stream.Append(s_zeroIv);
        stream.Append(parts.Confounder);
        stream.Append(parts.Data[..first]);
        _encryption.EncryptAndHash(parts.Data.Slice(first, both), THash.BlockSize, chain, ref stream.State);
        stream.Skip((nuint)(both - THash.BlockSize));
        int hashed = first + both - THash.BlockSize;
        _encryption.EncryptBlocks(parts.Data[(first + both)..bulk], chain);
        _encryption.EncryptEnd(parts.Confounder, parts.Data, parts.Tail, AesCts.BlockSize + bulk, chain);
        stream.Append(parts.Data[hashed..]);
        stream.Append(parts.Tail);
        _integrity.Finish(ref stream, parts.Mac);
    }

    // The cipher runs between the rounds of the hash, over the block that the hash has just read. Confounder and the first
    // of the data make up the first block.
    private void EncryptAndMac(in SealedParts parts)
    {
        int first = THash.BlockSize - AesCts.BlockSize;
        int bulk = AesCts.BlockSize * AesCts.BulkBlocks(parts.Confounder, parts.Data, parts.Tail);
        int both = (bulk - first) / THash.BlockSize * THash.BlockSize;
        Span<byte> chain = stackalloc byte[AesCts.BlockSize];
        chain.Clear();
        _integrity.Start(out HashStream<THash> stream);
        stream.Append(parts.Confounder);
        stream.Append(parts.Data[..first]);
        _encryption.EncryptBlocks(parts.Confounder, chain);
        _encryption.EncryptBlocks(parts.Data[..first], chain);
        _encryption.EncryptAndHash(parts.Data.Slice(first, both), lag: 0, chain, ref stream.State);
        stream.Skip((nuint)both);
        stream.Append(parts.Data[(first + both)..]);
        stream.Append(parts.Tail);
        _integrity.Finish(ref stream, parts.Mac);
        _encryption.EncryptBlocks(parts.Data[(first + both)..bulk], chain);
        _encryption.EncryptEnd(parts.Confounder, parts.Data, parts.Tail, AesCts.BlockSize + bulk, chain);
    }
}
