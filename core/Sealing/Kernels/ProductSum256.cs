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
    public void Add2(Vector128<ulong> x, Vector128<ulong> power, Vector128<ulong> y, Vector128<ulong> powerOfY)
    {
        var blocks = Vector256.Create(x, y);
        var powers = Vector256.Create(power, powerOfY);
        _low ^= Pclmulqdq.V256.CarrylessMultiply(blocks, powers, 0x00);
        _middle ^= (Pclmulqdq.V256.CarrylessMultiply(blocks, powers, 0x10) ^ Pclmulqdq.V256.CarrylessMultiply(blocks, powers, 0x01));
        _high ^= Pclmulqdq.V256.CarrylessMultiply(blocks, powers, 0x11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add4<TDirection>(in Blocks4 keyStream, byte* data, byte* powers)
        where TDirection : struct, IDirection =>
        Add4(
            XorInto<TDirection>(Vector256.Create(keyStream.B0, keyStream.B1), data),
            XorInto<TDirection>(Vector256.Create(keyStream.B2, keyStream.B3), data + 32),
            powers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add8(in Blocks8 blocks, byte* powers)
    {
        Add4(Vector256.Create(blocks.B0, blocks.B1), Vector256.Create(blocks.B2, blocks.B3), powers);
        Add4(Vector256.Create(blocks.B4, blocks.B5), Vector256.Create(blocks.B6, blocks.B7), powers + 64);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add8(byte* data, byte* powers)
    {
        Add4(Vector256.Load(data), Vector256.Load(data + 32), powers);
        Add4(Vector256.Load(data + 64), Vector256.Load(data + 96), powers + 64);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<ulong> Reduce() => Polyval.Reduce<X86Isa>(
        _low.GetLower() ^ _low.GetUpper(),
        _middle.GetLower() ^ _middle.GetUpper(),
        _high.GetLower() ^ _high.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add4(Vector256<byte> first, Vector256<byte> second, byte* powers)
    {
        Vector256<ulong> x = X86Isa.ReverseBytes(first).AsUInt64();
        Vector256<ulong> y = X86Isa.ReverseBytes(second).AsUInt64();
        Vector256<ulong> p = Vector256.Load(powers).AsUInt64();
        Vector256<ulong> q = Vector256.Load(powers + 32).AsUInt64();
        _middle = X86Isa.Xor(
            _middle, Pclmulqdq.V256.CarrylessMultiply(x, p, 0x10), Pclmulqdq.V256.CarrylessMultiply(x, p, 0x01));
        _low = X86Isa.Xor(_low, Pclmulqdq.V256.CarrylessMultiply(x, p, 0x00), Pclmulqdq.V256.CarrylessMultiply(y, q, 0x00));
        _high = X86Isa.Xor(_high, Pclmulqdq.V256.CarrylessMultiply(x, p, 0x11), Pclmulqdq.V256.CarrylessMultiply(y, q, 0x11));
        _middle = X86Isa.Xor(
            _middle, Pclmulqdq.V256.CarrylessMultiply(y, q, 0x10), Pclmulqdq.V256.CarrylessMultiply(y, q, 0x01));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> XorInto<TDirection>(Vector256<byte> keyStream, byte* data)
        where TDirection : struct, IDirection
    {
        Vector256<byte> input = Vector256.Load(data);
        Vector256<byte> output = input ^ keyStream;
        Vector256.Store(output, data);
        return TDirection.Seals ? output : input;
    }
}
