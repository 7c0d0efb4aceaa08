using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Eight blocks in registers: enough AES chains in flight to hide the latency of a round.</summary>
internal struct Blocks8
{
    internal Vector128<byte> B0, B1, B2, B3, B4, B5, B6, B7;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Round<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa
    {
        B0 = TIsa.AesRound(B0, key);
        B1 = TIsa.AesRound(B1, key);
        B2 = TIsa.AesRound(B2, key);
        B3 = TIsa.AesRound(B3, key);
        B4 = TIsa.AesRound(B4, key);
        B5 = TIsa.AesRound(B5, key);
        B6 = TIsa.AesRound(B6, key);
        B7 = TIsa.AesRound(B7, key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void LastRound<TIsa>(Vector128<byte> key)
        where TIsa : struct, IIsa
    {
        B0 = TIsa.AesLastRound(B0, key);
        B1 = TIsa.AesLastRound(B1, key);
        B2 = TIsa.AesLastRound(B2, key);
        B3 = TIsa.AesLastRound(B3, key);
        B4 = TIsa.AesLastRound(B4, key);
        B5 = TIsa.AesLastRound(B5, key);
        B6 = TIsa.AesLastRound(B6, key);
        B7 = TIsa.AesLastRound(B7, key);
    }

    /// <summary>Xors the blocks into 128 bytes and leaves the ciphertext in the blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void XorInto<TDirection>(byte* data)
        where TDirection : struct, IDirection
    {
        B0 = XorInto<TDirection>(B0, data);
        B1 = XorInto<TDirection>(B1, data + 16);
        B2 = XorInto<TDirection>(B2, data + 32);
        B3 = XorInto<TDirection>(B3, data + 48);
        B4 = XorInto<TDirection>(B4, data + 64);
        B5 = XorInto<TDirection>(B5, data + 80);
        B6 = XorInto<TDirection>(B6, data + 96);
        B7 = XorInto<TDirection>(B7, data + 112);
    }

    /// <summary>Xors one block of key stream into the data; returns the ciphertext, whichever side it is on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe Vector128<byte> XorInto<TDirection>(Vector128<byte> keyStream, byte* data)
        where TDirection : struct, IDirection
    {
        Vector128<byte> input = Vector128.Load(data);
        Vector128<byte> output = input ^ keyStream;
        Vector128.Store(output, data);
        return TDirection.Seals ? output : input;
    }
}
