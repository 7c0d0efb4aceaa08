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

    static abstract TSelf Rotate16(TSelf row);

    static abstract TSelf Rotate12(TSelf row);

    static abstract TSelf Rotate8(TSelf row);

    static abstract TSelf Rotate7(TSelf row);

    /// <summary>Each lane's words moved down by one, two and three places.</summary>
    static abstract TSelf Words1(TSelf row);

    static abstract TSelf Words2(TSelf row);

    static abstract TSelf Words3(TSelf row);

    /// <summary>Xors the blocks' key stream, 64 bytes each, into the data.</summary>
    static abstract void XorInto(TSelf a, TSelf b, TSelf c, TSelf d, byte* data);
}
