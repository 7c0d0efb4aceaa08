// The rounds of AES after the first key addition, for any number of blocks at once. Round keys are read from memory once per
// round: there are not enough registers for keys and blocks.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Encryption of blocks that are held in registers.</summary>
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
        var blocks = new Blocks1 { B0 = block };
        EncryptFromRound2<TIsa, TSize, Blocks1>(ref blocks, keys);
        return blocks.B0;
    }

    /// <summary>Encrypts blocks that have round 1 behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void EncryptFromRound2<TIsa, TSize, TBlocks>(ref TBlocks blocks, byte* keys)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
        where TBlocks : struct, IBlocks
    {
        MiddleRounds<TIsa, TSize, TBlocks>(ref blocks, keys);
        blocks.LastRound<TIsa>(Vector128.Load(keys + 16 * TSize.Rounds));
    }

    /// <summary>Xors the key stream of eight blocks, which have round 1 behind them, into 128 bytes; leaves the output in the
    /// blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void EncryptInto<TIsa, TSize>(ref Blocks8 blocks, byte* keys, byte* data)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
    {
        MiddleRounds<TIsa, TSize, Blocks8>(ref blocks, keys);
        blocks.LastRoundInto<TIsa>(Vector128.Load(keys + 16 * TSize.Rounds), data);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MiddleRounds<TIsa, TSize, TBlocks>(ref TBlocks blocks, byte* keys)
        where TIsa : struct, IIsa
        where TSize : struct, IAesSize
        where TBlocks : struct, IBlocks
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
