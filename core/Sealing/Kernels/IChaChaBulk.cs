using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>How the middle of a long message is ciphered: many blocks at a time.</summary>
internal unsafe interface IChaChaBulk
{
    /// <summary>Blocks of one call.</summary>
    static abstract int Blocks { get; }

    /// <summary>Xors the key stream of <see cref="Blocks"/> blocks, from <paramref name="counter"/> on, into the data.</summary>
    static abstract void Xor(byte* key, Vector128<uint> nonce, uint counter, byte* data);
}
