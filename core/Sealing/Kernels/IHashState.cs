// The chaining value of a Merkle-Damgard hash (FIPS 180-4) and its compression function.

using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

/// <summary>The state of a hash between two blocks. The struct holds nothing but its words, native-endian.</summary>
internal unsafe interface IHashState<TSelf>
    where TSelf : unmanaged, IHashState<TSelf>
{
    /// <summary>Bytes of one block: 64 or 128.</summary>
    static abstract int BlockSize { get; }

    /// <summary>Bytes of the digest.</summary>
    static abstract int DigestSize { get; }

    /// <summary>Bytes of the length field that ends the last block: 8 or 16.</summary>
    static abstract int LengthSize { get; }

    /// <summary>Bytes of block that stand for one step of work between the rounds.</summary>
    static abstract int WorkSize { get; }

    /// <summary>Messages of an HMAC from this length on are faster in the framework, in bytes. Measured: the framework
    /// costs 0.8 to 1.1 us a message, but has the platform library's SHA instructions.</summary>
    static abstract int FrameworkLength { get; }

    /// <summary>True when our hash with a CBC chain between its rounds is faster than the framework's hash before or after
    /// the chain. Measured: SHA-384 takes the chain along for a tenth of its own time, SHA-1 for a third of it. SHA-256 has
    /// instructions in the platform library that make up for it.</summary>
    static abstract bool HidesCipher { get; }

    /// <summary>The framework's name of the hash.</summary>
    static abstract HashAlgorithmName Name { get; }

    /// <summary>The initial value.</summary>
    static abstract TSelf Initial { get; }

    /// <summary>Compresses <paramref name="count"/> blocks, doing <paramref name="work"/> between the rounds: one step
    /// per <see cref="WorkSize"/> bytes of block, all of them after the whole block was read.</summary>
    static abstract void Compress<TWork>(ref TSelf state, byte* blocks, nuint count, ref TWork work)
        where TWork : struct, IRoundWork;

    /// <summary>Writes the message length in bits to the last 8 bytes of the last block.</summary>
    static abstract void WriteLength(ulong bits, Span<byte> field);

    /// <summary>Writes the digest, <see cref="DigestSize"/> bytes.</summary>
    static abstract void WriteDigest(in TSelf state, byte* digest);
}

/// <summary>Independent work that fills the waiting time between a hash's rounds, or the hash's between its own.</summary>
internal interface IRoundWork
{
    /// <summary>Does the next step: as much as goes with <see cref="IHashState{TSelf}.WorkSize"/> bytes of block.</summary>
    void Step();
}

/// <summary>No work: the hash alone.</summary>
internal readonly struct NoWork : IRoundWork
{
    public void Step()
    {
    }
}
