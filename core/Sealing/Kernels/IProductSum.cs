// Sums of carry-less products x_i * h_i, kept as unreduced 256-bit values in three overlapping parts (low, middle, high
// 128 bits at 0, 64 and 128) so that one reduction serves many blocks. The tier decides how many products one
// instruction makes; the kernel sees only blocks and powers.

using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>A running sum of products of blocks with powers of the hash key.</summary>
internal unsafe interface IProductSum<TSelf>
    where TSelf : struct, IProductSum<TSelf>
{
    /// <summary>A sum of one product. Operands are byte-reversed blocks.</summary>
    static abstract TSelf Multiply(Vector128<ulong> x, Vector128<ulong> power);

    /// <summary>Adds one product. Operands are byte-reversed blocks.</summary>
    void Add(Vector128<ulong> x, Vector128<ulong> power);

    /// <summary>Adds two products. Operands are byte-reversed blocks.</summary>
    void Add2(Vector128<ulong> x, Vector128<ulong> power, Vector128<ulong> y, Vector128<ulong> powerOfY);

    /// <summary>Xors four blocks of key stream into 64 bytes of data and adds the ciphertext, whichever side it is on, each block
    /// times its own of four consecutive powers.</summary>
    void Add4<TDirection>(in Blocks4 keyStream, byte* data, byte* powers)
        where TDirection : struct, IDirection;

    /// <summary>Adds eight blocks as they lie in memory, each times its own of eight consecutive powers.</summary>
    void Add8(in Blocks8 blocks, byte* powers);

    /// <summary>Adds 128 bytes of memory, each block times its own of eight consecutive powers.</summary>
    void Add8(byte* data, byte* powers);

    /// <summary>The sum, reduced to one byte-reversed block.</summary>
    Vector128<ulong> Reduce();
}
