// The keys of one direction (MS-NLMP sections 3.4.5.2 and 3.4.5.3), with extended session security:
//   SIGNKEY = MD5(key            | "session key to client-to-server signing key magic constant" | 00)
//   SEALKEY = MD5(key[..strength] | "session key to client-to-server sealing key magic constant" | 00)
// and server-to-client for what the acceptor sends.

using System.Security.Cryptography;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Packages.Ntlm;

internal static class NtlmKeys
{
    /// <summary>Makes what protects the messages of <paramref name="sender"/>.</summary>
    internal static Rc4HmacMd5 Create(ReadOnlySpan<byte> sessionKey, SealRole sender, NtlmKeyStrength strength, bool keyExchange)
    {
        Span<byte> signKey = stackalloc byte[Rc4HmacMd5.KeySize];
        Span<byte> sealKey = stackalloc byte[Rc4HmacMd5.KeySize];
        DeriveSignKey(sessionKey, sender, signKey);
        DeriveSealKey(sessionKey, sender, strength, sealKey);
        Rc4HmacMd5 keys = Rc4HmacMd5.Create(signKey, sealKey, keyExchange);
        CryptographicOperations.ZeroMemory(signKey);
        CryptographicOperations.ZeroMemory(sealKey);
        return keys;
    }

    internal static void DeriveSignKey(ReadOnlySpan<byte> sessionKey, SealRole sender, Span<byte> key) =>
        Derive(
            sessionKey,
            sender == SealRole.Initiator
                ? "session key to client-to-server signing key magic constant\0"u8
                : "session key to server-to-client signing key magic constant\0"u8,
            key);

    internal static void DeriveSealKey(ReadOnlySpan<byte> sessionKey, SealRole sender, NtlmKeyStrength strength, Span<byte> key) =>
        Derive(
            sessionKey[..(int)strength],
            sender == SealRole.Initiator
                ? "session key to client-to-server sealing key magic constant\0"u8
                : "session key to server-to-client sealing key magic constant\0"u8,
            key);

    private static void Derive(ReadOnlySpan<byte> part, ReadOnlySpan<byte> constant, Span<byte> key)
    {
        Span<byte> input = stackalloc byte[part.Length + constant.Length];
        part.CopyTo(input);
        constant.CopyTo(input[part.Length..]);
        MD5.HashData(input, key);
        CryptographicOperations.ZeroMemory(input);
    }
}
