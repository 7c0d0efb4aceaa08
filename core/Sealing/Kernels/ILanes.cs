// The words a hash is computed in: one message in a scalar register, or one message per lane of a vector. SHA-1 is
// written once over these operations.

using System.Numerics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

/// <summary>Operations on words of <typeparamref name="TWord"/>, lane by lane.</summary>
internal interface ILanes<TWord>
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
}

/// <summary>One 32-bit word.</summary>
internal readonly struct ScalarLanes32 : ILanes<uint>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(uint x, uint y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AddConstant(uint x, ulong constant) => x + (uint)constant;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Xor(uint x, uint y) => x ^ y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Parity(uint x, uint y, uint z) => x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Choose(uint x, uint y, uint z) => (x & y) + (~x & z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Majority(uint x, uint y, uint z) => (x & y) + (z & (x ^ y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateRight(uint x, [ConstantExpected] byte bits) => BitOperations.RotateRight(x, bits);
}
