using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>One product at a time, on any <see cref="IIsa"/>.</summary>
internal unsafe struct ProductSum128<TIsa> : IProductSum<ProductSum128<TIsa>>
    where TIsa : struct, IIsa
{
    private Vector128<ulong> _low, _middle, _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ProductSum128<TIsa> Multiply(Vector128<ulong> x, Vector128<ulong> power) => new()
    {
        _low = TIsa.MultiplyLow(x, power),
        _middle = TIsa.MultiplyCross(x, power),
        _high = TIsa.MultiplyHigh(x, power),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<ulong> x, Vector128<ulong> power)
    {
        _low ^= TIsa.MultiplyLow(x, power);
        _middle ^= TIsa.MultiplyCross(x, power);
        _high ^= TIsa.MultiplyHigh(x, power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add2(Vector128<ulong> x, Vector128<ulong> power, Vector128<ulong> y, Vector128<ulong> powerOfY)
    {
        Add(x, power);
        Add(y, powerOfY);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add4<TDirection>(in Blocks4 keyStream, byte* data, byte* powers)
        where TDirection : struct, IDirection
    {
        AddBlock(Blocks8.XorInto<TDirection>(keyStream.B0, data), powers);
        AddBlock(Blocks8.XorInto<TDirection>(keyStream.B1, data + 16), powers + 16);
        AddBlock(Blocks8.XorInto<TDirection>(keyStream.B2, data + 32), powers + 32);
        AddBlock(Blocks8.XorInto<TDirection>(keyStream.B3, data + 48), powers + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add8(in Blocks8 blocks, byte* powers)
    {
        AddBlock(blocks.B0, powers);
        AddBlock(blocks.B1, powers + 16);
        AddBlock(blocks.B2, powers + 32);
        AddBlock(blocks.B3, powers + 48);
        AddBlock(blocks.B4, powers + 64);
        AddBlock(blocks.B5, powers + 80);
        AddBlock(blocks.B6, powers + 96);
        AddBlock(blocks.B7, powers + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add8(byte* data, byte* powers)
    {
        for (nuint i = 0; i < 128; i += 16)
        {
            AddBlock(Vector128.Load(data + i), powers + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<ulong> Reduce() => Polyval.Reduce<TIsa>(_low, _middle, _high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddBlock(Vector128<byte> block, byte* power) =>
        Add(TIsa.ReverseBytes(block).AsUInt64(), Vector128.Load(power).AsUInt64());
}
