// AES-GCM (NIST SP 800-38D) on the kernels of this library.

using System.Buffers.Binary;
using System.Security.Cryptography;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

internal sealed unsafe class AesGcmCipher<TIsa, TSize, TSum> : AeadCipher
    where TIsa : struct, IIsa
    where TSize : struct, IAesSize
    where TSum : struct, IProductSum<TSum>
{
    private readonly KeyMemory _key = new(GcmKey.Size);

    internal AesGcmCipher(AeadAlgorithm algorithm, Tier tier, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
        : base(algorithm, tier) =>
        GcmKey.Expand<TIsa, TSize>(key, salt, _key.Pointer);

    internal override void SealMessage(ulong prefix, ulong counter, ReadOnlySpan<byte> aad, Span<byte> data, Span<byte> tag)
    {
        GcmMessage message = Numbered(prefix, counter);
        Seal(ref message, aad, data, tag);
    }

    internal override bool UnsealMessage(ulong prefix, ulong counter, ReadOnlySpan<byte> aad, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        GcmMessage message = Numbered(prefix, counter);
        return Unseal(ref message, aad, data, tag);
    }

    private protected override void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> data, Span<byte> tag)
    {
        GcmMessage message = Standard(nonce);
        Seal(ref message, aad, data, tag);
    }

    private protected override bool UnsealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        GcmMessage message = Standard(nonce);
        return Unseal(ref message, aad, data, tag);
    }

    protected override void Dispose(bool disposing) => _key.Dispose();

    private GcmMessage Numbered(ulong prefix, ulong counter)
    {
        ulong swapped = BinaryPrimitives.ReverseEndianness(counter);
        return new GcmMessage
        {
            NonceLow = GcmKey.Salt(_key.Pointer) | (swapped << 32),
            NonceHigh = swapped >> 32,
            HeaderLow = counter,
            HeaderHigh = BinaryPrimitives.ReverseEndianness(prefix),
            HeaderSize = 16,
        };
    }

    private static GcmMessage Standard(ReadOnlySpan<byte> nonce) => new()
    {
        NonceLow = BinaryPrimitives.ReadUInt64LittleEndian(nonce),
        NonceHigh = BinaryPrimitives.ReadUInt32LittleEndian(nonce[sizeof(ulong)..]),
    };

    private void Seal(ref GcmMessage message, ReadOnlySpan<byte> aad, Span<byte> data, Span<byte> tag)
    {
        fixed (byte* pinnedAad = aad, pinnedData = data, pinnedTag = tag)
        {
            message.Aad = pinnedAad;
            message.AadLength = (nuint)aad.Length;
            message.Data = pinnedData;
            message.Length = (nuint)data.Length;
            GcmKernel<TIsa, TSize, TSum>.Seal(_key.Pointer, message, pinnedTag);
        }

        GC.KeepAlive(this);
    }

    private bool Unseal(ref GcmMessage message, ReadOnlySpan<byte> aad, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        bool authentic;
        fixed (byte* pinnedAad = aad, pinnedData = data, pinnedTag = tag)
        {
            message.Aad = pinnedAad;
            message.AadLength = (nuint)aad.Length;
            message.Data = pinnedData;
            message.Length = (nuint)data.Length;
            authentic = GcmKernel<TIsa, TSize, TSum>.Unseal(_key.Pointer, message, pinnedTag);
        }

        GC.KeepAlive(this);
        if (!authentic)
        {
            CryptographicOperations.ZeroMemory(data);
        }

        return authentic;
    }
}
