using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Eight blocks in registers: enough AES chains in flight to hide the latency of a round.</summary>
internal struct Blocks8 : IBlocks
{
    internal Vector128<byte> B0, B1, B2, B3, B4, B5, B6, B7;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Round<TIsa>(Vector128<byte> key)
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
    public void LastRound<TIsa>(Vector128<byte> key)
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

    /// <summary>The last round, its result xored into 128 bytes of data; leaves the output in the blocks.</summary>
    /// <remarks>The data goes into the round key, which is off the chain of rounds.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void LastRoundInto<TIsa>(Vector128<byte> key, byte* data)
        where TIsa : struct, IIsa
    {
        B0 = LastRoundInto<TIsa>(B0, key, data);
        B1 = LastRoundInto<TIsa>(B1, key, data + 16);
        B2 = LastRoundInto<TIsa>(B2, key, data + 32);
        B3 = LastRoundInto<TIsa>(B3, key, data + 48);
        B4 = LastRoundInto<TIsa>(B4, key, data + 64);
        B5 = LastRoundInto<TIsa>(B5, key, data + 80);
        B6 = LastRoundInto<TIsa>(B6, key, data + 96);
        B7 = LastRoundInto<TIsa>(B7, key, data + 112);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector128<byte> LastRoundInto<TIsa>(Vector128<byte> block, Vector128<byte> key, byte* data)
        where TIsa : struct, IIsa
    {
        Vector128<byte> output = TIsa.AesLastRound(block, key ^ Vector128.Load(data));
        Vector128.Store(output, data);
        return output;
    }
}
