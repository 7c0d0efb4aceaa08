using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>Four products at a time: VPCLMULQDQ on 512 bits.</summary>
internal unsafe struct ProductSum512 : IProductSum<ProductSum512>
{
    private Vector512<ulong> _low, _middle, _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ProductSum512 Multiply(Vector128<ulong> x, Vector128<ulong> power) => new()
    {
        _low = X86Isa.MultiplyLow(x, power).ToVector256().ToVector512(),
        _middle = X86Isa.MultiplyCross(x, power).ToVector256().ToVector512(),
        _high = X86Isa.MultiplyHigh(x, power).ToVector256().ToVector512(),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<ulong> x, Vector128<ulong> power)
    {
        _low ^= X86Isa.MultiplyLow(x, power).ToVector256().ToVector512();
        _middle ^= X86Isa.MultiplyCross(x, power).ToVector256().ToVector512();
        _high ^= X86Isa.MultiplyHigh(x, power).ToVector256().ToVector512();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add2(Vector128<ulong> x, Vector128<ulong> power, Vector128<ulong> y, Vector128<ulong> powerOfY)
    {
        var blocks = Vector256.Create(x, y);
        var powers = Vector256.Create(power, powerOfY);
        _low ^= Pclmulqdq.V256.CarrylessMultiply(blocks, powers, 0x00).ToVector512();
        _middle ^= (Pclmulqdq.V256.CarrylessMultiply(blocks, powers, 0x10) ^ Pclmulqdq.V256.CarrylessMultiply(blocks, powers, 0x01)).ToVector512();
        _high ^= Pclmulqdq.V256.CarrylessMultiply(blocks, powers, 0x11).ToVector512();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add4<TDirection>(in Blocks4 keyStream, byte* data, byte* powers)
        where TDirection : struct, IDirection
    {
        Vector512<byte> input = Vector512.Load(data);
        Vector512<byte> output = input ^ Join(keyStream.B0, keyStream.B1, keyStream.B2, keyStream.B3);
        Vector512.Store(output, data);
        Vector512<ulong> x = X86Isa.ReverseBytes(TDirection.Seals ? output : input).AsUInt64();
        Vector512<ulong> p = Vector512.Load(powers).AsUInt64();
        _low ^= Pclmulqdq.V512.CarrylessMultiply(x, p, 0x00);
        _middle = X86Isa.Xor(
            _middle, Pclmulqdq.V512.CarrylessMultiply(x, p, 0x10), Pclmulqdq.V512.CarrylessMultiply(x, p, 0x01));
        _high ^= Pclmulqdq.V512.CarrylessMultiply(x, p, 0x11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add8(in Blocks8 blocks, byte* powers) => Add8(
        Join(blocks.B0, blocks.B1, blocks.B2, blocks.B3),
        Join(blocks.B4, blocks.B5, blocks.B6, blocks.B7),
        powers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add8(byte* data, byte* powers) => Add8(Vector512.Load(data), Vector512.Load(data + 64), powers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<ulong> Reduce()
    {
        Vector256<ulong> low = _low.GetLower() ^ _low.GetUpper();
        Vector256<ulong> middle = _middle.GetLower() ^ _middle.GetUpper();
        Vector256<ulong> high = _high.GetLower() ^ _high.GetUpper();
        return Polyval.Reduce<X86Isa>(
            low.GetLower() ^ low.GetUpper(),
            middle.GetLower() ^ middle.GetUpper(),
            high.GetLower() ^ high.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add8(Vector512<byte> first, Vector512<byte> second, byte* powers)
    {
        Vector512<ulong> x = X86Isa.ReverseBytes(first).AsUInt64();
        Vector512<ulong> y = X86Isa.ReverseBytes(second).AsUInt64();
        Vector512<ulong> p = Vector512.Load(powers).AsUInt64();
        Vector512<ulong> q = Vector512.Load(powers + 64).AsUInt64();
        _middle = X86Isa.Xor(
            _middle, Pclmulqdq.V512.CarrylessMultiply(x, p, 0x10), Pclmulqdq.V512.CarrylessMultiply(x, p, 0x01));
        _low = X86Isa.Xor(_low, Pclmulqdq.V512.CarrylessMultiply(x, p, 0x00), Pclmulqdq.V512.CarrylessMultiply(y, q, 0x00));
        _high = X86Isa.Xor(_high, Pclmulqdq.V512.CarrylessMultiply(x, p, 0x11), Pclmulqdq.V512.CarrylessMultiply(y, q, 0x11));
        _middle = X86Isa.Xor(
            _middle, Pclmulqdq.V512.CarrylessMultiply(y, q, 0x10), Pclmulqdq.V512.CarrylessMultiply(y, q, 0x01));
    }

    // Vector512.Create of two halves inserts both, into whatever the register held before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Join(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d) =>
        Vector256.Create(a, b).ToVector512Unsafe().WithUpper(Vector256.Create(c, d));
}
