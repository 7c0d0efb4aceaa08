// AES-GCM (NIST SP 800-38D) through the framework, for machines without AES instructions: constant time there is the
// platform library's business. Costs one library call of 0.5 to 1 us per message. The framework's object serves one
// caller at a time, so threads that share a key take turns.

using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

internal sealed class PortableAesGcm : AeadCipher
{
    private const int NonceSize = 12;
    private const int HeaderSize = 16;
    private const int StackLimit = 512;

    private readonly Lock _turn = new();
    private readonly AesGcm _gcm;
    private readonly byte[] _salt;

    internal PortableAesGcm(AeadAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
        : base(algorithm, Tier.Portable)
    {
        _gcm = new AesGcm(key, AeadAlgorithms.TagSize);
        _salt = salt.ToArray();
    }

    internal override void SealMessage(ulong prefix, ulong counter, ReadOnlySpan<byte> aad, Span<byte> data, Span<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(nonce, counter);
        byte[]? rented = null;
        Span<byte> all = aad.Length <= StackLimit - HeaderSize
            ? stackalloc byte[StackLimit]
            : rented = ArrayPool<byte>.Shared.Rent(aad.Length + HeaderSize);
        SealCore(nonce, JoinHeader(all, prefix, counter, aad), data, tag);
        Return(rented);
    }

    internal override bool UnsealMessage(ulong prefix, ulong counter, ReadOnlySpan<byte> aad, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(nonce, counter);
        byte[]? rented = null;
        Span<byte> all = aad.Length <= StackLimit - HeaderSize
            ? stackalloc byte[StackLimit]
            : rented = ArrayPool<byte>.Shared.Rent(aad.Length + HeaderSize);
        bool authentic = UnsealCore(nonce, JoinHeader(all, prefix, counter, aad), data, tag);
        Return(rented);
        return authentic;
    }

    private protected override void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> data, Span<byte> tag)
    {
        lock (_turn)
        {
            _gcm.Encrypt(nonce, data, data, tag, aad);
        }
    }

    private protected override bool UnsealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        try
        {
            lock (_turn)
            {
                _gcm.Decrypt(nonce, data, tag, data, aad);
            }

            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            data.Clear();
            return false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _gcm.Dispose();
        CryptographicOperations.ZeroMemory(_salt);
    }

    private void WriteNonce(Span<byte> nonce, ulong counter)
    {
        _salt.CopyTo(nonce);
        BinaryPrimitives.WriteUInt64BigEndian(nonce[_salt.Length..], counter);
    }

    private static ReadOnlySpan<byte> JoinHeader(Span<byte> all, ulong prefix, ulong counter, ReadOnlySpan<byte> aad)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(all, prefix);
        BinaryPrimitives.WriteUInt64BigEndian(all[sizeof(ulong)..], counter);
        aad.CopyTo(all[HeaderSize..]);
        return all[..(HeaderSize + aad.Length)];
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
