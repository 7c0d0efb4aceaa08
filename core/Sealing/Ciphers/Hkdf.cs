// HKDF (RFC 5869) over HMAC-SHA-256:
//   PRK  = HMAC(salt, secret)                                    Extract
//   T(i) = HMAC(PRK, T(i-1) | info | i),  key = T(1) | T(2) ..   Expand
// Our own, so that opening a context needs no platform library: the shared library loads where no OpenSSL is.

using System.Security.Cryptography;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

internal static class Hkdf
{
    /// <summary>Bytes of a pseudo-random key.</summary>
    internal const int PrkSize = 32;

    private const int MaxInfoSize = 64;

    /// <summary>Makes a pseudo-random key of a secret.</summary>
    /// <param name="secret">Any length.</param>
    /// <param name="salt">At most 64 bytes.</param>
    /// <param name="prk"><see cref="PrkSize"/> bytes.</param>
    internal static void Extract(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt, Span<byte> prk)
    {
        using var hmac = new Hmac<Sha256State>(salt);
        hmac.Compute(secret, prk[..PrkSize]);
    }

    /// <summary>Makes a key of any length up to 255 hashes.</summary>
    /// <param name="prk">What <see cref="Extract"/> made.</param>
    /// <param name="info">What the key is for, at most 64 bytes.</param>
    /// <param name="key">The key.</param>
    internal static void Expand(ReadOnlySpan<byte> prk, ReadOnlySpan<byte> info, Span<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(info.Length, MaxInfoSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, byte.MaxValue * PrkSize);
        using var hmac = new Hmac<Sha256State>(prk);
        Span<byte> input = stackalloc byte[PrkSize + MaxInfoSize + 1];
        Span<byte> block = input[..PrkSize];
        info.CopyTo(input[PrkSize..]);
        int end = PrkSize + info.Length;
        for (byte i = 1; !key.IsEmpty; i++)
        {
            input[end] = i;
            hmac.Compute(input[(i == 1 ? PrkSize : 0)..(end + 1)], block);
            int take = Math.Min(PrkSize, key.Length);
            block[..take].CopyTo(key);
            key = key[take..];
        }

        CryptographicOperations.ZeroMemory(input);
    }
}
