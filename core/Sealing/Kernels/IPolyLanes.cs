namespace PerfLab.Sealing.Kernels;

/// <summary>A 64-bit number in each of several lanes.</summary>
internal unsafe interface IPolyLanes<TSelf>
    where TSelf : struct, IPolyLanes<TSelf>
{
    /// <summary>Lanes of a vector.</summary>
    static abstract int Count { get; }

    static abstract TSelf Broadcast(ulong value);

    static abstract TSelf Load(ulong* values);

    static abstract void Store(TSelf lanes, ulong* values);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator &(TSelf a, TSelf b);

    static abstract TSelf operator |(TSelf a, TSelf b);

    static abstract TSelf operator <<(TSelf a, int count);

    /// <summary>Shifts zeros in.</summary>
    static abstract TSelf operator >>(TSelf a, int count);

    /// <summary>sum + a * b, the product of the low 32 bits of each lane, b in memory.</summary>
    /// <remarks>One operation for three: a loop of fifty of them would else be too much for the compiler to inline.</remarks>
    static abstract TSelf AddProduct(TSelf sum, TSelf a, ulong* b);

    /// <summary>The low and high halves of <see cref="Count"/> blocks of 16 bytes; block <c>i / 2 + i % 2 * Count / 2</c> is in lane i.</summary>
    static abstract void LoadBlocks(byte* data, out TSelf low, out TSelf high);

    static abstract ulong Sum(TSelf a);
}
