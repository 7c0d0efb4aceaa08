// The instructions that kernels are written in. A kernel is generic over `TIsa : struct, IIsa`; the JIT compiles it once
// per tier with every call inlined. The semantics are x86's; other instruction sets compose them.

using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>AES rounds, carry-less multiplication and byte order on 128-bit vectors.</summary>
internal interface IIsa
{
    /// <summary>True when this machine has the instructions. Constant for the JIT.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>MixColumns(ShiftRows(SubBytes(state))) ^ key.</summary>
    static abstract Vector128<byte> AesRound(Vector128<byte> state, Vector128<byte> key);

    /// <summary>ShiftRows(SubBytes(state)) ^ key.</summary>
    static abstract Vector128<byte> AesLastRound(Vector128<byte> state, Vector128<byte> key);

    /// <summary>InvMixColumns(InvShiftRows(InvSubBytes(state))) ^ key: one round of the equivalent inverse cipher.</summary>
    static abstract Vector128<byte> AesInverseRound(Vector128<byte> state, Vector128<byte> key);

    /// <summary>InvShiftRows(InvSubBytes(state)) ^ key.</summary>
    static abstract Vector128<byte> AesInverseLastRound(Vector128<byte> state, Vector128<byte> key);

    /// <summary>InvMixColumns(key): turns an encryption round key into one of the equivalent inverse cipher.</summary>
    static abstract Vector128<byte> AesInverseMixColumns(Vector128<byte> key);

    /// <summary>The 16 bytes in opposite order.</summary>
    static abstract Vector128<byte> ReverseBytes(Vector128<byte> block);

    /// <summary>a[0] * b[0] over GF(2)[x].</summary>
    static abstract Vector128<ulong> MultiplyLow(Vector128<ulong> a, Vector128<ulong> b);

    /// <summary>a[1] * b[1] over GF(2)[x].</summary>
    static abstract Vector128<ulong> MultiplyHigh(Vector128<ulong> a, Vector128<ulong> b);

    /// <summary>a[0] * b[1] ^ a[1] * b[0] over GF(2)[x].</summary>
    static abstract Vector128<ulong> MultiplyCross(Vector128<ulong> a, Vector128<ulong> b);
}
