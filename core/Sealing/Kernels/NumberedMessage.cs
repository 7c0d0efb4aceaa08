using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>A message under the Aead package's token: its nonce and its first 16 bytes of associated data are made of a
/// prefix and a counter.</summary>
internal ref struct NumberedMessage
{
    /// <summary>Bytes of the token before its tag.</summary>
    internal const int HeaderSize = 16;

    /// <summary>The first 8 bytes of the token header, loaded little-endian.</summary>
    internal ulong Prefix;

    /// <summary>The message counter.</summary>
    internal ulong Counter;

    /// <summary>The associated data behind the header.</summary>
    internal ReadOnlySpan<byte> Aad;

    /// <summary>The data, sealed or unsealed in place.</summary>
    internal Span<byte> Data;

    /// <summary>The token, whose header is there; sealing writes the tag behind it and unsealing reads it.</summary>
    internal Span<byte> Token;

    /// <summary>The tag, 16 bytes.</summary>
    internal readonly Span<byte> Tag => Token.Slice(HeaderSize, Vector128<byte>.Count);

    /// <summary>A nonce of 12 bytes, as it lies in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Nonce(uint salt, ulong counter, out ulong low, out ulong high)
    {
        ulong swapped = BinaryPrimitives.ReverseEndianness(counter);
        low = salt | (swapped << 32);
        high = swapped >> 32;
    }
}
