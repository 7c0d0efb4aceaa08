using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

/// <summary>One message, as the AEAD kernels take it: scalars, so that every vector is made in a register.</summary>
/// <remarks>A vector loaded from memory that was just written in smaller pieces waits for the pieces to reach the cache.</remarks>
internal unsafe struct AeadMessage
{
    /// <summary>The first 16 bytes of a 32-byte nonce, as they lie in memory.</summary>
    internal ulong FirstLow, FirstHigh;

    /// <summary>The nonce's last 12 or 16 bytes, as they lie in memory; of 12 bytes the high half is 4.</summary>
    internal ulong NonceLow, NonceHigh;

    /// <summary>A 16-byte block of associated data before <see cref="Aad"/>, as it lies in memory; zero when there is none.</summary>
    internal ulong HeaderLow, HeaderHigh;

    /// <summary>16 when there is a header, otherwise 0.</summary>
    internal nuint HeaderSize;

    /// <summary>The associated data.</summary>
    internal byte* Aad;

    /// <summary>Bytes at <see cref="Aad"/>.</summary>
    internal nuint AadLength;

    /// <summary>The data, sealed or unsealed in place.</summary>
    internal byte* Data;

    /// <summary>Bytes at <see cref="Data"/>.</summary>
    internal nuint Length;

    /// <summary>Says where associated data and data lie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Place(byte* aad, int aadLength, byte* data, int length)
    {
        Aad = aad;
        AadLength = (nuint)aadLength;
        Data = data;
        Length = (nuint)length;
    }
}
