// SHA-256's functions and constants, FIPS 180-4 sections 4.1.2 and 4.2.2.

using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

/// <summary>The functions and constants of SHA-256.</summary>
internal readonly struct Sha256<TWord, TLanes> : ISha2<TWord>
    where TWord : unmanaged
    where TLanes : struct, ILanes<TWord>
{
    public static int Rounds => 64;

    private static ReadOnlySpan<uint> Constants =>
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1,
        0x923F82A4, 0xAB1C5ED5, 0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3,
        0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174, 0xE49B69C1, 0xEFBE4786,
        0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147,
        0x06CA6351, 0x14292967, 0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13,
        0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85, 0xA2BFE8A1, 0xA81A664B,
        0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A,
        0x5B9CCA4F, 0x682E6FF3, 0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208,
        0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Constant(int round) => Constants[round];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWord BigSigma0(TWord x) => TLanes.Parity(TLanes.RotateRight(x, 2), TLanes.RotateRight(x, 13), TLanes.RotateRight(x, 22));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWord BigSigma1(TWord x) => TLanes.Parity(TLanes.RotateRight(x, 6), TLanes.RotateRight(x, 11), TLanes.RotateRight(x, 25));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWord SmallSigma0(TWord x) => TLanes.Parity(TLanes.RotateRight(x, 7), TLanes.RotateRight(x, 18), TLanes.ShiftRight(x, 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWord SmallSigma1(TWord x) => TLanes.Parity(TLanes.RotateRight(x, 17), TLanes.RotateRight(x, 19), TLanes.ShiftRight(x, 10));
}
