// The AES key schedule (FIPS 197, section 5.2) out of the last-round instruction: on a state of four equal columns
// ShiftRows does nothing, so the last round with a zero key is SubWord of that column. No tables.

using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Expands AES keys into round keys.</summary>
internal static unsafe class AesSchedule
{
    /// <summary>Bytes that the round keys of any AES key take: 15 blocks.</summary>
    internal const int MaxSize = 15 * 16;

    /// <summary>Rounds of a cipher with a key of 16, 24 or 32 bytes.</summary>
    internal static int Rounds(int keySize) => keySize / 4 + 6;

    /// <summary>Writes the <c>Rounds + 1</c> encryption round keys of a 16-, 24- or 32-byte key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Expand<TIsa>(ReadOnlySpan<byte> key, byte* roundKeys)
        where TIsa : struct, IIsa
    {
        Debug.Assert(key.Length is 16 or 24 or 32);
        key.CopyTo(new Span<byte>(roundKeys, MaxSize));
        uint* words = (uint*)roundKeys;
        int size = key.Length / 4;
        uint roundConstant = 1;
        for (int i = size; i < 4 * (Rounds(key.Length) + 1); i++)
        {
            uint word = words[i - 1];
            if (i % size == 0)
            {
                word = BitOperations.RotateRight(SubWord<TIsa>(word), 8) ^ roundConstant;
                roundConstant = (roundConstant << 1) ^ (roundConstant >> 7) * 0x11B;
            }
            else if (size > 6 && i % size == 4)
            {
                word = SubWord<TIsa>(word);
            }

            words[i] = words[i - size] ^ word;
        }
    }

    /// <summary>Writes the round keys of the equivalent inverse cipher (FIPS 197, section 5.3.5) in the order of use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Invert<TIsa>(byte* roundKeys, byte* inverseRoundKeys, int rounds)
        where TIsa : struct, IIsa
    {
        for (int i = 0; i <= rounds; i++)
        {
            Vector128<byte> key = Vector128.Load(roundKeys + 16 * (rounds - i));
            Vector128.Store(i == 0 || i == rounds ? key : TIsa.AesInverseMixColumns(key), inverseRoundKeys + 16 * i);
        }
    }

    private static uint SubWord<TIsa>(uint word)
        where TIsa : struct, IIsa =>
        TIsa.AesLastRound(Vector128.Create(word).AsByte(), Vector128<byte>.Zero).AsUInt32().ToScalar();
}
