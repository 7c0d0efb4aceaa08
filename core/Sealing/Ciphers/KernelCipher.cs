// Any authenticated cipher that has a kernel in this library.

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

internal unsafe class KernelCipher<TKernel> : AeadCipher
    where TKernel : struct, IAeadKernel
{
    private const int SaltRoom = 32;

    private readonly KeyMemory _key = new(TKernel.KeySize + SaltRoom);

    internal KernelCipher(AeadAlgorithm algorithm, Tier tier, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
        : base(algorithm, tier)
    {
        TKernel.Expand(key, _key.Pointer);
        salt.CopyTo(new Span<byte>(_key.Pointer + TKernel.KeySize, SaltRoom));
    }

    /// <summary>The expanded key.</summary>
    private protected byte* Key => _key.Pointer;

    /// <summary>The first bytes of every nonce in the message form.</summary>
    private protected byte* Salt => _key.Pointer + TKernel.KeySize;

    internal override void SealMessage(ulong prefix, ulong counter, ReadOnlySpan<byte> aad, Span<byte> data, Span<byte> tag)
    {
        Numbered(prefix, counter, out AeadMessage message);
        Seal(ref message, aad, data, tag);
    }

    internal override bool UnsealMessage(ulong prefix, ulong counter, ReadOnlySpan<byte> aad, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        Numbered(prefix, counter, out AeadMessage message);
        return Unseal(ref message, aad, data, tag);
    }

    private protected override void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> data, Span<byte> tag)
    {
        Standard(nonce, out AeadMessage message);
        Seal(ref message, aad, data, tag);
    }

    private protected override bool UnsealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        Standard(nonce, out AeadMessage message);
        return Unseal(ref message, aad, data, tag);
    }

    protected override void Dispose(bool disposing) => _key.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void Numbered(ulong prefix, ulong counter, out AeadMessage message)
    {
        ulong swapped = BinaryPrimitives.ReverseEndianness(counter);
        var salt = (ulong*)Salt;
        message = default;
        message.HeaderLow = prefix;
        message.HeaderHigh = swapped;
        message.HeaderSize = 16;
        switch (TKernel.SaltSize)
        {
            case 4:
                NumberedMessage.Nonce(*(uint*)salt, counter, out message.NonceLow, out message.NonceHigh);
                break;
            case 8:
                message.NonceLow = salt[0];
                message.NonceHigh = swapped;
                break;
            default:
                message.FirstLow = salt[0];
                message.FirstHigh = salt[1];
                message.NonceLow = salt[2];
                message.NonceHigh = swapped;
                break;
        }
    }

    private static void Standard(ReadOnlySpan<byte> nonce, out AeadMessage message)
    {
        message = default;
        if (nonce.Length == 32)
        {
            message.FirstLow = BinaryPrimitives.ReadUInt64LittleEndian(nonce);
            message.FirstHigh = BinaryPrimitives.ReadUInt64LittleEndian(nonce[8..]);
            nonce = nonce[16..];
        }

        message.NonceLow = BinaryPrimitives.ReadUInt64LittleEndian(nonce);
        message.NonceHigh = nonce.Length == 12
            ? BinaryPrimitives.ReadUInt32LittleEndian(nonce[8..])
            : BinaryPrimitives.ReadUInt64LittleEndian(nonce[8..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Seal(ref AeadMessage message, ReadOnlySpan<byte> aad, Span<byte> data, Span<byte> tag)
    {
        fixed (byte* pinnedAad = aad, pinnedData = data, pinnedTag = tag)
        {
            message.Place(pinnedAad, aad.Length, pinnedData, data.Length);
            TKernel.Seal(_key.Pointer, message, pinnedTag);
        }

        GC.KeepAlive(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Unseal(ref AeadMessage message, ReadOnlySpan<byte> aad, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        bool authentic;
        fixed (byte* pinnedAad = aad, pinnedData = data, pinnedTag = tag)
        {
            message.Place(pinnedAad, aad.Length, pinnedData, data.Length);
            authentic = TKernel.Unseal(_key.Pointer, message, pinnedTag);
        }

        GC.KeepAlive(this);
        if (!authentic)
        {
            CryptographicOperations.ZeroMemory(data);
        }

        return authentic;
    }
}
