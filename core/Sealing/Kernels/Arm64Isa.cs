// The x86 round order out of Arm's: AESE is SubBytes(ShiftRows(state ^ key)) and AESMC is MixColumns, so an x86 round is
// AESE with a zero key, AESMC, and the key xored at the end.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace PerfLab.Sealing.Kernels;

/// <summary>Arm64 AdvSimd with AES and PMULL.</summary>
internal readonly struct Arm64Isa : IIsa
{
    public static bool IsSupported => ArmAes.IsSupported && AdvSimd.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AesRound(Vector128<byte> state, Vector128<byte> key) =>
        ArmAes.MixColumns(ArmAes.Encrypt(state, Vector128<byte>.Zero)) ^ key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AesLastRound(Vector128<byte> state, Vector128<byte> key) =>
        ArmAes.Encrypt(state, Vector128<byte>.Zero) ^ key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AesInverseRound(Vector128<byte> state, Vector128<byte> key) =>
        ArmAes.InverseMixColumns(ArmAes.Decrypt(state, Vector128<byte>.Zero)) ^ key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AesInverseLastRound(Vector128<byte> state, Vector128<byte> key) =>
        ArmAes.Decrypt(state, Vector128<byte>.Zero) ^ key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AesInverseMixColumns(Vector128<byte> key) => ArmAes.InverseMixColumns(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ReverseBytes(Vector128<byte> block)
    {
        Vector128<byte> halves = AdvSimd.ReverseElement8(block.AsUInt64()).AsByte();
        return AdvSimd.ExtractVector128(halves, halves, 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyLow(Vector128<ulong> a, Vector128<ulong> b) =>
        ArmAes.PolynomialMultiplyWideningLower(a.GetLower(), b.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyHigh(Vector128<ulong> a, Vector128<ulong> b) =>
        ArmAes.PolynomialMultiplyWideningUpper(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyCross(Vector128<ulong> a, Vector128<ulong> b)
    {
        Vector128<ulong> swapped = AdvSimd.ExtractVector128(b, b, 1);
        return ArmAes.PolynomialMultiplyWideningLower(a.GetLower(), swapped.GetLower())
            ^ ArmAes.PolynomialMultiplyWideningUpper(a, swapped);
    }
}
