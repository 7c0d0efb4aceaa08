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

    /// <summary>Encrypts four blocks that have round 1 behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void EncryptFromRound2<TIsa, TSize>(ref Blocks4 blocks, byte* keys)
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

        blocks.LastRound<TIsa>(Vector128.Load(keys + 16 * TSize.Rounds));
    }

    /// <summary>Xors the key stream of eight blocks, which have round 1 behind them, into 128 bytes; leaves the output in the
    /// blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void EncryptInto<TIsa, TSize>(ref Blocks8 blocks, byte* keys, byte* data)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        MiddleRounds<TIsa, TSize>(ref blocks, keys);
        blocks.LastRoundInto<TIsa>(Vector128.Load(keys + 16 * TSize.Rounds), data);
    }

    /// <summary>Encrypts eight blocks that have round 1 behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void EncryptFromRound2<TIsa, TSize>(ref Blocks8 blocks, byte* keys)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        MiddleRounds<TIsa, TSize>(ref blocks, keys);
        blocks.LastRound<TIsa>(Vector128.Load(keys + 16 * TSize.Rounds));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MiddleRounds<TIsa, TSize>(ref Blocks8 blocks, byte* keys)
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
    }
}
