using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>One row of the ChaCha20 state (four words) of one or several consecutive blocks, a block in each 128-bit lane.</summary>
internal unsafe interface IChaChaRows<TSelf>
    where TSelf : struct, IChaChaRows<TSelf>
{
    /// <summary>Blocks in one vector.</summary>
    static abstract int Blocks { get; }

    /// <summary>Messages from this length on are hashed in several lanes.</summary>
    static abstract nuint LongMessage { get; }

    /// <summary>The row in every lane.</summary>
    static abstract TSelf Broadcast(Vector128<uint> row);

    /// <summary>The first word of lane i is i, all else zero.</summary>
    static abstract TSelf Counters { get; }

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator ^(TSelf a, TSelf b);

    /// <summary>Rotates each word of a ^ b to the left.</summary>
    static abstract TSelf XorRotate(TSelf a, TSelf b, [ConstantExpected] byte count);

    /// <summary>Each lane's words moved down by one, two and three places.</summary>
    static abstract TSelf Words1(TSelf row);

    static abstract TSelf Words2(TSelf row);

    static abstract TSelf Words3(TSelf row);

    /// <summary>Makes of the four rows the blocks' key stream in the order in which it lies in memory.</summary>
    static abstract void ToMemoryOrder(ref TSelf a, ref TSelf b, ref TSelf c, ref TSelf d);

    static abstract TSelf Load(byte* data);

    static abstract void Store(TSelf row, byte* data);
}
