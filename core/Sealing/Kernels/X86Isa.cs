using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>x86 with AES-NI and PCLMULQDQ. SSSE3 is not implied: a machine may have AES with SSSE3 switched off.</summary>
internal readonly struct X86Isa : IIsa
{
    public static bool IsSupported => Aes.IsSupported && Pclmulqdq.IsSupported;

    /// <summary>True when two products can be made at once. VPCLMULQDQ may be there with AVX2 switched off.</summary>
    internal static bool HasMultiply256 => Pclmulqdq.V256.IsSupported && Avx2.IsSupported;

    /// <summary>True when four products can be made at once.</summary>
    internal static bool HasMultiply512 => HasMultiply256 && Pclmulqdq.V512.IsSupported && Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AesRound(Vector128<byte> state, Vector128<byte> key) => Aes.Encrypt(state, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AesLastRound(Vector128<byte> state, Vector128<byte> key) => Aes.EncryptLast(state, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AesInverseRound(Vector128<byte> state, Vector128<byte> key) => Aes.Decrypt(state, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AesInverseLastRound(Vector128<byte> state, Vector128<byte> key) => Aes.DecryptLast(state, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AesInverseMixColumns(Vector128<byte> key) => Aes.InverseMixColumns(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ReverseBytes(Vector128<byte> block) =>
        Ssse3.IsSupported
            ? Ssse3.Shuffle(block, Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))
            : ReverseBytesSse2(block);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyLow(Vector128<ulong> a, Vector128<ulong> b) =>
        Pclmulqdq.CarrylessMultiply(a, b, 0x00);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyHigh(Vector128<ulong> a, Vector128<ulong> b) =>
        Pclmulqdq.CarrylessMultiply(a, b, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyCross(Vector128<ulong> a, Vector128<ulong> b) =>
        Pclmulqdq.CarrylessMultiply(a, b, 0x10) ^ Pclmulqdq.CarrylessMultiply(a, b, 0x01);

    /// <summary>Each 16-byte lane in opposite order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> ReverseBytes(Vector256<byte> blocks) => Avx2.Shuffle(blocks, Vector256.Create(
        (byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
        15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));

    /// <summary>Each 16-byte lane in opposite order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<byte> ReverseBytes(Vector512<byte> blocks) => Avx512BW.Shuffle(blocks, Vector512.Create(
        (byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
        15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
        15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
        15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));

    /// <summary>a ^ b ^ c, in one instruction where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ulong> Xor(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.TernaryLogic(a, b, c, 0x96) : a ^ b ^ c;

    /// <summary>a ^ b ^ c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) =>
        Avx512F.TernaryLogic(a, b, c, 0x96);

    // Bytes within words, then words within halves, then the halves.
    private static Vector128<byte> ReverseBytesSse2(Vector128<byte> block)
    {
        Vector128<ushort> words = block.AsUInt16();
        words = (words << 8) | (words >> 8);
        words = Sse2.ShuffleHigh(Sse2.ShuffleLow(words, 0b00_01_10_11), 0b00_01_10_11);
        return Sse2.Shuffle(words.AsUInt32(), 0b01_00_11_10).AsByte();
    }
}
