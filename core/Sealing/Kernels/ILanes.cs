// Vectors of 32-bit words with one message per lane. SHA-1 in lanes is written once over these operations.

using System.Diagnostics.CodeAnalysis;

namespace PerfLab.Sealing.Kernels;

/// <summary>Operations on words of <typeparamref name="TWord"/>, lane by lane.</summary>
internal unsafe interface ILanes<TWord>
    where TWord : unmanaged
{
    /// <summary>Sum modulo the word.</summary>
    static abstract TWord Add(TWord x, TWord y);

    /// <summary>Sum of a word and a constant, the same in every lane.</summary>
    static abstract TWord AddConstant(TWord x, ulong constant);

    /// <summary>x ^ y.</summary>
    static abstract TWord Xor(TWord x, TWord y);

    /// <summary>x ^ y ^ z.</summary>
    static abstract TWord Parity(TWord x, TWord y, TWord z);

    /// <summary>Bits of y where x is set, of z where it is not.</summary>
    static abstract TWord Choose(TWord x, TWord y, TWord z);

    /// <summary>Bits that two of the three have set.</summary>
    static abstract TWord Majority(TWord x, TWord y, TWord z);

    /// <summary>Rotation by a constant number of bits to the right.</summary>
    static abstract TWord RotateRight(TWord x, [ConstantExpected] byte bits);

    /// <summary>16 bytes at <paramref name="source"/> and at every stride behind it, one per four lanes, as words big-endian.</summary>
    static abstract TWord LoadFours(byte* source, nuint stride);

    /// <summary>x[0], y[0], x[1], y[1] of every four lanes.</summary>
    static abstract TWord UnpackLow(TWord x, TWord y);

    /// <summary>x[2], y[2], x[3], y[3] of every four lanes.</summary>
    static abstract TWord UnpackHigh(TWord x, TWord y);

    /// <summary>x[0], x[1], y[0], y[1] of every four lanes.</summary>
    static abstract TWord UnpackLowPairs(TWord x, TWord y);

    /// <summary>x[2], x[3], y[2], y[3] of every four lanes.</summary>
    static abstract TWord UnpackHighPairs(TWord x, TWord y);
}
