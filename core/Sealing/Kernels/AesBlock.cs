using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>The rounds after the first key addition, for one, four and eight blocks. Round keys are read from memory once per
/// round: there are not enough registers for keys and blocks.</summary>
internal static unsafe class AesBlock
{
    /// <summary>Encrypts a block that the first round key is already xored into.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Encrypt<TIsa, TSize>(Vector128<byte> block, byte* keys)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize =>
        EncryptFromRound2<TIsa, TSize>(TIsa.AesRound(block, Vector128.Load(keys + 16)), keys);

    /// <summary>Encrypts a block that has round 1 behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> EncryptFromRound2<TIsa, TSize>(Vector128<byte> block, byte* keys)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        block = TIsa.AesRound(block, Vector128.Load(keys + 32));
        block = TIsa.AesRound(block, Vector128.Load(keys + 48));
        block = TIsa.AesRound(block, Vector128.Load(keys + 64));
        block = TIsa.AesRound(block, Vector128.Load(keys + 80));
        block = TIsa.AesRound(block, Vector128.Load(keys + 96));
        block = TIsa.AesRound(block, Vector128.Load(keys + 112));
        block = TIsa.AesRound(block, Vector128.Load(keys + 128));
        block = TIsa.AesRound(block, Vector128.Load(keys + 144));
        if (TSize.Rounds == 14)
        {
            block = TIsa.AesRound(block, Vector128.Load(keys + 160));
            block = TIsa.AesRound(block, Vector128.Load(keys + 176));
            block = TIsa.AesRound(block, Vector128.Load(keys + 192));
            block = TIsa.AesRound(block, Vector128.Load(keys + 208));
        }

        return TIsa.AesLastRound(block, Vector128.Load(keys + 16 * TSize.Rounds));
    }

    /// <summary>Encrypts four blocks that the first round key is already xored into.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Encrypt<TIsa, TSize>(
        ref Vector128<byte> a, ref Vector128<byte> b, ref Vector128<byte> c, ref Vector128<byte> d, byte* keys)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        Vector128<byte> key;
        byte* last = keys + 16 * TSize.Rounds;
        for (keys += 16; keys != last; keys += 16)
        {
            key = Vector128.Load(keys);
            a = TIsa.AesRound(a, key);
            b = TIsa.AesRound(b, key);
            c = TIsa.AesRound(c, key);
            d = TIsa.AesRound(d, key);
        }

        key = Vector128.Load(last);
        a = TIsa.AesLastRound(a, key);
        b = TIsa.AesLastRound(b, key);
        c = TIsa.AesLastRound(c, key);
        d = TIsa.AesLastRound(d, key);
    }

    /// <summary>Xors the key stream of eight blocks, which have round 1 behind them, into 128 bytes; leaves the output in the
    /// blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void EncryptInto<TIsa, TSize>(ref Blocks8 blocks, byte* keys, byte* data)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        blocks.Round<TIsa>(Vector128.Load(keys + 32));
        blocks.Round<TIsa>(Vector128.Load(keys + 48));
        blocks.Round<TIsa>(Vector128.Load(keys + 64));
        blocks.Round<TIsa>(Vector128.Load(keys + 80));
        blocks.Round<TIsa>(Vector128.Load(keys + 96));
        blocks.Round<TIsa>(Vector128.Load(keys + 112));
        blocks.Round<TIsa>(Vector128.Load(keys + 128));
        blocks.Round<TIsa>(Vector128.Load(keys + 144));
        if (TSize.Rounds == 14)
        {
            blocks.Round<TIsa>(Vector128.Load(keys + 160));
            blocks.Round<TIsa>(Vector128.Load(keys + 176));
            blocks.Round<TIsa>(Vector128.Load(keys + 192));
            blocks.Round<TIsa>(Vector128.Load(keys + 208));
        }

        blocks.LastRoundInto<TIsa>(Vector128.Load(keys + 16 * TSize.Rounds), data);
    }

    /// <summary>Encrypts eight blocks, each under one of eight expanded keys; its first round key is already xored into it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Encrypt<TIsa, TSize>(ref Blocks8 blocks, byte** keys)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        byte* k0 = keys[0], k1 = keys[1], k2 = keys[2], k3 = keys[3], k4 = keys[4], k5 = keys[5], k6 = keys[6], k7 = keys[7];
        Round<TIsa>(ref blocks, 16, k0, k1, k2, k3, k4, k5, k6, k7);
        Round<TIsa>(ref blocks, 32, k0, k1, k2, k3, k4, k5, k6, k7);
        Round<TIsa>(ref blocks, 48, k0, k1, k2, k3, k4, k5, k6, k7);
        Round<TIsa>(ref blocks, 64, k0, k1, k2, k3, k4, k5, k6, k7);
        Round<TIsa>(ref blocks, 80, k0, k1, k2, k3, k4, k5, k6, k7);
        Round<TIsa>(ref blocks, 96, k0, k1, k2, k3, k4, k5, k6, k7);
        Round<TIsa>(ref blocks, 112, k0, k1, k2, k3, k4, k5, k6, k7);
        Round<TIsa>(ref blocks, 128, k0, k1, k2, k3, k4, k5, k6, k7);
        Round<TIsa>(ref blocks, 144, k0, k1, k2, k3, k4, k5, k6, k7);
        if (TSize.Rounds == 14)
        {
            Round<TIsa>(ref blocks, 160, k0, k1, k2, k3, k4, k5, k6, k7);
            Round<TIsa>(ref blocks, 176, k0, k1, k2, k3, k4, k5, k6, k7);
            Round<TIsa>(ref blocks, 192, k0, k1, k2, k3, k4, k5, k6, k7);
            Round<TIsa>(ref blocks, 208, k0, k1, k2, k3, k4, k5, k6, k7);
        }

        nuint last = 16 * (nuint)TSize.Rounds;
        blocks.B0 = TIsa.AesLastRound(blocks.B0, Vector128.Load(k0 + last));
        blocks.B1 = TIsa.AesLastRound(blocks.B1, Vector128.Load(k1 + last));
        blocks.B2 = TIsa.AesLastRound(blocks.B2, Vector128.Load(k2 + last));
        blocks.B3 = TIsa.AesLastRound(blocks.B3, Vector128.Load(k3 + last));
        blocks.B4 = TIsa.AesLastRound(blocks.B4, Vector128.Load(k4 + last));
        blocks.B5 = TIsa.AesLastRound(blocks.B5, Vector128.Load(k5 + last));
        blocks.B6 = TIsa.AesLastRound(blocks.B6, Vector128.Load(k6 + last));
        blocks.B7 = TIsa.AesLastRound(blocks.B7, Vector128.Load(k7 + last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<TIsa>(
        ref Blocks8 blocks, nuint at, byte* k0, byte* k1, byte* k2, byte* k3, byte* k4, byte* k5, byte* k6, byte* k7)
        where TIsa : struct, IIsa
    {
        blocks.B0 = TIsa.AesRound(blocks.B0, Vector128.Load(k0 + at));
        blocks.B1 = TIsa.AesRound(blocks.B1, Vector128.Load(k1 + at));
        blocks.B2 = TIsa.AesRound(blocks.B2, Vector128.Load(k2 + at));
        blocks.B3 = TIsa.AesRound(blocks.B3, Vector128.Load(k3 + at));
        blocks.B4 = TIsa.AesRound(blocks.B4, Vector128.Load(k4 + at));
        blocks.B5 = TIsa.AesRound(blocks.B5, Vector128.Load(k5 + at));
        blocks.B6 = TIsa.AesRound(blocks.B6, Vector128.Load(k6 + at));
        blocks.B7 = TIsa.AesRound(blocks.B7, Vector128.Load(k7 + at));
    }
}
