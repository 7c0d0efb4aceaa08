using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>Two products at a time: VPCLMULQDQ on 256 bits.</summary>
internal unsafe struct ProductSum256 : IProductSum<ProductSum256>
{
    private Vector256<ulong> _low, _middle, _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ProductSum256 Multiply(Vector128<ulong> x, Vector128<ulong> power) => new()
    {
        _low = X86Isa.MultiplyLow(x, power).ToVector256(),
        _middle = X86Isa.MultiplyCross(x, power).ToVector256(),
        _high = X86Isa.MultiplyHigh(x, power).ToVector256(),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<ulong> x, Vector128<ulong> power)
    {
        _low ^= X86Isa.MultiplyLow(x, power).ToVector256();
        _middle ^= X86Isa.MultiplyCross(x, power).ToVector256();
        _high ^= X86Isa.MultiplyHigh(x, power).ToVector256();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add8(in Blocks8 blocks, byte* powers)
    {
        AddBlocks(Vector256.Create(blocks.B0, blocks.B1), powers);
        AddBlocks(Vector256.Create(blocks.B2, blocks.B3), powers + 32);
        AddBlocks(Vector256.Create(blocks.B4, blocks.B5), powers + 64);
        AddBlocks(Vector256.Create(blocks.B6, blocks.B7), powers + 96);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add8(byte* data, byte* powers)
    {
        AddBlocks(Pair(data), powers);
        AddBlocks(Pair(data + 32), powers + 32);
        AddBlocks(Pair(data + 64), powers + 64);
        AddBlocks(Pair(data + 96), powers + 96);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<ulong> Reduce() => Polyval.Reduce<X86Isa>(
        _low.GetLower() ^ _low.GetUpper(),
        _middle.GetLower() ^ _middle.GetUpper(),
        _high.GetLower() ^ _high.GetUpper());

    // Two loads: one of 32 bytes over two stores of 16 would wait for both to reach the cache.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Pair(byte* data) => Vector256.Create(Vector128.Load(data), Vector128.Load(data + 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddBlocks(Vector256<byte> blocks, byte* powers)
    {
        Vector256<ulong> x = X86Isa.ReverseBytes(blocks).AsUInt64();
        Vector256<ulong> power = Vector256.Load(powers).AsUInt64();
        _low ^= Pclmulqdq.V256.CarrylessMultiply(x, power, 0x00);
        _middle ^= Pclmulqdq.V256.CarrylessMultiply(x, power, 0x10) ^ Pclmulqdq.V256.CarrylessMultiply(x, power, 0x01);
        _high ^= Pclmulqdq.V256.CarrylessMultiply(x, power, 0x11);
    }
}
