// The keys of one usage (RFC 3961 section 5.3, RFC 3962 section 4, RFC 8009 section 3). With the usage constant
// usage (BE32) | kind:
//   etypes 17, 18   DK = K1 | K2 | ..., K1 = AES(key, n-fold(constant)), Kn = AES(key, Kn-1)
//   etypes 19, 20   KDF-HMAC-SHA2 = HMAC(key, 00000001 | constant | 00 | bits (BE32)), truncated
// Runs a few times when a context is made; the framework does the work.

using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Packages.Kerberos;

/// <summary>What a derived key is for: the last byte of the usage constant.</summary>
internal enum KeyKind : byte
{
    /// <summary>Kc: checksums.</summary>
    Checksum = 0x99,

    /// <summary>Ke: encryption.</summary>
    Encryption = 0xAA,

    /// <summary>Ki: the integrity of encrypted messages.</summary>
    Integrity = 0x55,
}

/// <summary>Key derivation of the AES encryption types.</summary>
internal static class KeyDerivation
{
    /// <summary>The most bytes that a derived key has.</summary>
    internal const int MaxKeySize = 32;

    private const int ConstantSize = 5;
    private const int BlockSize = 16;

    /// <summary>Derives the key of one usage and kind.</summary>
    /// <param name="type">The encryption type.</param>
    /// <param name="key">The protocol key.</param>
    /// <param name="usage">The key usage number.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="derived">Room for <see cref="MaxKeySize"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    internal static int Derive(KerberosEncryptionType type, ReadOnlySpan<byte> key, uint usage, KeyKind kind, Span<byte> derived)
    {
        Debug.Assert(key.Length == type.KeySize());
        Span<byte> constant = stackalloc byte[ConstantSize];
        BinaryPrimitives.WriteUInt32BigEndian(constant, usage);
        constant[^1] = (byte)kind;
        switch (type)
        {
            case KerberosEncryptionType.Aes128Sha1 or KerberosEncryptionType.Aes256Sha1:
                DeriveDk(key, constant, derived[..key.Length]);
                return key.Length;
            case KerberosEncryptionType.Aes128Sha256:
                DeriveKdf(HashAlgorithmName.SHA256, key, constant, derived[..16]);
                return 16;
            default:
                int size = kind == KeyKind.Encryption ? 32 : 24;
                DeriveKdf(HashAlgorithmName.SHA384, key, constant, derived[..size]);
                return size;
        }
    }

    /// <summary>n-fold (RFC 3961 section 5.1): the input, repeated and rotated right by 13 bits each time, added up in
    /// ones' complement in pieces as long as the output.</summary>
    internal static void NFold(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int length = input.Length * output.Length / GreatestCommonDivisor(input.Length, output.Length);
        output.Clear();
        int carry = 0;
        for (int i = length - 1; i >= 0; i--)
        {
            carry += output[i % output.Length] + RotatedByte(input, i);
            output[i % output.Length] = (byte)carry;
            carry >>= 8;
        }

        for (int i = output.Length - 1; carry != 0; i = (i == 0 ? output.Length : i) - 1)
        {
            carry += output[i];
            output[i] = (byte)carry;
            carry >>= 8;
        }
    }

    // Byte i of: input | input >>> 13 | input >>> 26 | ...
    private static int RotatedByte(ReadOnlySpan<byte> input, int i)
    {
        int bits = 8 * input.Length;
        int start = (8 * (i % input.Length) - 13 * (i / input.Length) % bits + bits) % bits;
        int first = input[start / 8];
        int second = input[(start / 8 + 1) % input.Length];
        return ((first << 8 | second) >> (8 - start % 8)) & 0xFF;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    /// <summary>DK(key, constant) of RFC 3961 section 5.1.</summary>
    internal static void DeriveDk(ReadOnlySpan<byte> key, ReadOnlySpan<byte> constant, Span<byte> derived)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        Span<byte> block = stackalloc byte[BlockSize];
        NFold(constant, block);
        for (int written = 0; written < derived.Length; written += BlockSize)
        {
            aes.EncryptEcb(block, block, PaddingMode.None);
            block.CopyTo(derived[written..]);
        }

        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>KDF-HMAC-SHA2(key, constant) of RFC 8009 section 3.</summary>
    internal static void DeriveKdf(HashAlgorithmName hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> constant, Span<byte> derived)
    {
        Span<byte> input = stackalloc byte[sizeof(uint) + constant.Length + 1 + sizeof(uint)];
        input.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(input, 1);
        constant.CopyTo(input[sizeof(uint)..]);
        BinaryPrimitives.WriteUInt32BigEndian(input[^sizeof(uint)..], 8 * (uint)derived.Length);
        Span<byte> mac = stackalloc byte[48];
        int size = hash == HashAlgorithmName.SHA256 ? HMACSHA256.HashData(key, input, mac) : HMACSHA384.HashData(key, input, mac);
        mac[..derived.Length].CopyTo(derived);
        CryptographicOperations.ZeroMemory(mac[..size]);
    }
}
