// AES-GCM (NIST SP 800-38D) of short messages whose key stream was made ahead (KeyStreamQueue): what is left is to xor it
// into the data and to hash. As in GcmKernel every hashed block has its own power of h, and there is one reduction:
//
//   tag = E(nonce | 1) ^ (header h^m ^ A_1 h^(m-1) ^ ... ^ C_1 h^k ^ ... ^ lengths h)
//
// Four products a block, and no wait for the cipher.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Messages of which a queue holds the key stream.</summary>
internal static unsafe class GcmAheadKernel<TIsa, TSize, TSum>
    where TIsa : struct, IIsa
    where TSize : struct, IAesSize
    where TSum : struct, IProductSum<TSum>
{
    /// <summary>Seals the message in place and writes its 16-byte tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Seal(byte* key, in AeadMessage message, byte* tag, ref KeyStreamQueue queue) =>
        Vector128.Store(Run<SealDirection>(key, message, ref queue), tag);

    /// <summary>Unseals the message in place; false when the tag is another, and then the caller wipes the data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool Unseal(byte* key, in AeadMessage message, byte* tag, ref KeyStreamQueue queue) =>
        (Run<UnsealDirection>(key, message, ref queue) ^ Vector128.Load(tag)) == Vector128<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Run<TDirection>(byte* key, in AeadMessage message, ref KeyStreamQueue queue)
        where TDirection : struct, IDirection
    {
        byte* data = message.Data;
        nuint left = message.Length;
        byte* aad = message.Aad;
        nuint aadLeft = message.AadLength;
        Debug.Assert(left <= KeyStreamQueue.MaxLength && aadLeft <= KeyStreamQueue.MaxLength && message.HeaderSize == 16);
        byte* stream = queue.Take<TIsa, TSize>(key, KeyStreamQueue.BlocksOf((uint)left));
        Vector128<byte> mask = Vector128.Load(stream);
        stream += 16;

        // The first and the last block of the hash go together.
        byte* power = GcmKey.Power(key, 2 + (aadLeft + 15) / 16 + (left + 15) / 16);
        TSum sum = default;
        sum.Add2(
            TIsa.ReverseBytes(Vector128.Create(message.HeaderLow, message.HeaderHigh).AsByte()).AsUInt64(),
            Vector128.Load(power).AsUInt64(),
            Vector128.Create(8 * (ulong)left, 8 * (ulong)(16 + aadLeft)),
            Vector128.Load(GcmKey.Power(key, 1)).AsUInt64());
        power += 16;
        for (; aadLeft >= 16; aadLeft -= 16, aad += 16, power += 16)
        {
            Add(ref sum, Vector128.Load(aad), power);
        }

        if (aadLeft > 0)
        {
            Add(ref sum, Partial.Load(aad, aadLeft), power);
            power += 16;
        }

        if (left == 64)
        {
            sum.Add4(Blocks4.Load(stream).XorInto<TDirection>(data), power);
            left = 0;
            power += 64;
        }

        for (; left >= 16; left -= 16, data += 16, stream += 16, power += 16)
        {
            Add(ref sum, Blocks8.XorInto<TDirection>(Vector128.Load(stream), data), power);
        }

        if (left > 0)
        {
            Add(ref sum, Partial.XorInto<TDirection>(Vector128.Load(stream), data, left), power);
            power += 16;
        }

        Debug.Assert(power == GcmKey.Power(key, 1));
        return TIsa.ReverseBytes(sum.Reduce().AsByte()) ^ mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref TSum sum, Vector128<byte> block, byte* power) =>
        sum.Add(TIsa.ReverseBytes(block).AsUInt64(), Vector128.Load(power).AsUInt64());
}
