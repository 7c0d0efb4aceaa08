// A hash over bytes that arrive in pieces. Lives on the stack; whole blocks are compressed where they lie.

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

/// <summary>A running hash with its unfinished block.</summary>
internal unsafe struct HashStream<THash>
    where THash : unmanaged, IHashState<THash>
{
    private const int MaxBlockSize = 128;

    internal THash State;

    private fixed byte _block[MaxBlockSize];
    private int _pending;
    private ulong _length;

    /// <summary>Bytes of the unfinished block.</summary>
    internal readonly int Pending => _pending;

    /// <summary>Starts a hash that has already taken <paramref name="length"/> bytes, whole blocks, into its state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Start(out HashStream<THash> stream, in THash state, int length)
    {
        // SAFETY: the block is written before it is read: _pending counts its valid bytes.
        Unsafe.SkipInit(out stream);
        stream.State = state;
        stream._pending = 0;
        stream._length = (ulong)length;
    }

    /// <summary>Takes more bytes.</summary>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        NoWork none = default;
        Append(bytes, ref none);
    }

    /// <summary>Takes more bytes and does work meanwhile.</summary>
    internal void Append<TWork>(ReadOnlySpan<byte> bytes, ref TWork work)
        where TWork : struct, IRoundWork
    {
        _length += (ulong)bytes.Length;
        fixed (byte* source = bytes)
        fixed (byte* block = _block)
        {
            int taken = 0;
            if (_pending > 0)
            {
                taken = Math.Min(THash.BlockSize - _pending, bytes.Length);
                bytes[..taken].CopyTo(new Span<byte>(block + _pending, taken));
                _pending += taken;
                if (_pending < THash.BlockSize)
                {
                    return;
                }

                THash.Compress(ref State, block, 1, ref work);
                _pending = 0;
            }

            nuint whole = (nuint)((bytes.Length - taken) / THash.BlockSize);
            if (whole > 0)
            {
                THash.Compress(ref State, source + taken, whole, ref work);
                taken += (int)whole * THash.BlockSize;
            }

            _pending = bytes.Length - taken;
            bytes[taken..].CopyTo(new Span<byte>(block, _pending));
        }
    }

    /// <summary>Counts whole blocks that a kernel has compressed into <see cref="State"/> itself.</summary>
    internal void Skip(nuint bytes)
    {
        Debug.Assert(_pending == 0 && bytes % (nuint)THash.BlockSize == 0);
        _length += bytes;
    }

    /// <summary>Pads the message (FIPS 180-4 section 5.1) and writes the digest, <c>THash.DigestSize</c> bytes.</summary>
    internal void Finish(byte* digest)
    {
        NoWork none = default;
        Finish(digest, ref none);
    }

    /// <summary>Pads the message and writes the digest, doing work meanwhile.</summary>
    internal void Finish<TWork>(byte* digest, ref TWork work)
        where TWork : struct, IRoundWork
    {
        fixed (byte* block = _block)
        {
            var rest = new Span<byte>(block + _pending, THash.BlockSize - _pending);
            rest[0] = 0x80;
            rest[1..].Clear();
            if (rest.Length <= THash.LengthSize)
            {
                THash.Compress(ref State, block, 1, ref work);
                new Span<byte>(block, THash.BlockSize).Clear();
            }

            // Messages are shorter than 2^61 bytes, so the upper half of a 128-bit length stays zero.
            THash.WriteLength(_length * 8, new Span<byte>(block + THash.BlockSize - sizeof(ulong), sizeof(ulong)));
            THash.Compress(ref State, block, 1, ref work);
        }

        THash.WriteDigest(State, digest);
    }
}
