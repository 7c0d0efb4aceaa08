// RC4 as one long key stream (the algorithm as published in 1994; key set-up and output as in RFC 6229):
//   x = x + 1, y = y + S[x], swap(S[x], S[y]), output S[S[x] + S[y]]                      all modulo 256
//
// RC4 is the one cipher here whose memory addresses depend on secrets. The format prescribes it: the table S is the
// state, and no table-free way to compute it is known. S is kept in 1 KiB of 16 cache lines.
//
// The stream does not depend on the messages, so it is made ahead of them, into a ring, while MD5 waits for its own
// results (Work): a sealed message then costs what its MAC costs. RC4 also runs backwards, which takes the part that
// was made ahead back when the state is exported:
//   swap(S[x], S[y]), y = y - S[x], x = x - 1
//
// Cost: about 3.5 cycles a byte on its own, bound by the store of one swap and the loads of the next.

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Kernels;

/// <summary>An RC4 key stream with what was made ahead of use. Lives in native memory; one thread at a time.</summary>
internal unsafe struct Rc4Stream
{
    /// <summary>Bytes that can be made ahead. A power of two.</summary>
    internal const int Capacity = 512;

    /// <summary>Bytes of <see cref="Save"/>: S, x and y.</summary>
    internal const int SavedSize = TableSize + 2;

    private const int TableSize = 256;
    private const int StepSize = 4;

    private fixed uint _table[TableSize];
    private fixed byte _ring[Capacity];
    private uint _x;
    private uint _y;

    // Counted in bytes of the stream, modulo 2^32; made is ahead of used by at most Capacity and a multiple of StepSize.
    private uint _made;
    private uint _used;

    /// <summary>Starts the stream of a key of 1 to 256 bytes.</summary>
    internal void SetKey(ReadOnlySpan<byte> key)
    {
        Debug.Assert(key.Length is > 0 and <= TableSize);
        fixed (uint* s = _table)
        {
            for (uint i = 0; i < TableSize; i++)
            {
                s[i] = i;
            }

            uint y = 0;
            int k = 0;
            for (int i = 0; i < TableSize; i++)
            {
                uint t = s[i];
                y = (byte)(y + t + key[k]);
                s[i] = s[y];
                s[y] = t;
                k = k + 1 == key.Length ? 0 : k + 1;
            }
        }

        _x = _y = _made = _used = 0;
    }

    /// <summary>Combines the next bytes of the stream with <paramref name="data"/>.</summary>
    internal void Xor(Span<byte> data)
    {
        fixed (byte* start = data)
        {
            byte* at = start;
            for (int left = data.Length; left > 0;)
            {
                Provide(Math.Min(left, Capacity - StepSize));
                int count = Math.Min(left, Math.Min((int)(_made - _used), Capacity - (int)(_used % Capacity)));
                Xor(at, count);
                _used += (uint)count;
                at += count;
                left -= count;
            }
        }
    }

    /// <summary>The next 8 bytes of the stream as they lie in memory. They are used up by <see cref="Skip8"/>.</summary>
    internal ulong Peek8()
    {
        Provide(sizeof(ulong));
        ulong next = 0;
        for (int i = 0; i < sizeof(ulong); i++)
        {
            ((byte*)&next)[i] = _ring[(_used + (uint)i) % Capacity];
        }

        return next;
    }

    /// <summary>Uses up the 8 bytes that <see cref="Peek8"/> gave.</summary>
    internal void Skip8() => _used += sizeof(ulong);

    /// <summary>Writes the state behind the last byte used: S as bytes, x, y.</summary>
    internal readonly void Save(Span<byte> state)
    {
        Debug.Assert(state.Length == SavedSize);
        uint x = _x, y = _y;
        for (int i = 0; i < TableSize; i++)
        {
            state[i] = (byte)_table[i];
        }

        for (uint i = _made - _used; i > 0; i--)
        {
            (state[(int)x], state[(int)y]) = (state[(int)y], state[(int)x]);
            y = (byte)(y - state[(int)x]);
            x = (byte)(x - 1);
        }

        state[TableSize] = (byte)x;
        state[TableSize + 1] = (byte)y;
    }

    /// <summary>Reads what <see cref="Save"/> wrote. False when S is no permutation; then nothing changed.</summary>
    internal bool TryRestore(ReadOnlySpan<byte> state)
    {
        Debug.Assert(state.Length == SavedSize);
        Span<bool> seen = stackalloc bool[TableSize];
        seen.Clear();
        foreach (byte entry in state[..TableSize])
        {
            if (seen[entry])
            {
                return false;
            }

            seen[entry] = true;
        }

        for (int i = 0; i < TableSize; i++)
        {
            _table[i] = state[i];
        }

        (_x, _y, _made, _used) = (state[TableSize], state[TableSize + 1], 0, 0);
        return true;
    }

    // Makes at least this many bytes available.
    private void Provide(int count)
    {
        int missing = count - (int)(_made - _used);
        if (missing > 0)
        {
            Make((missing + StepSize - 1) / StepSize * StepSize);
        }
    }

    // The loop loads the next S[x] before the swap that it may be part of, and mends the one case in 256 where it was.
    private void Make(int count)
    {
        fixed (uint* s = _table)
        fixed (byte* ring = _ring)
        {
            nuint y = _y;
            nuint x = (byte)(_x + 1);
            uint made = _made;
            uint tx = s[x];
            for (uint end = made + (uint)count; made != end; made++)
            {
                nuint next = (byte)(x + 1);
                y = (byte)(y + tx);
                uint ty = s[y];
                uint tnext = s[next];
                s[y] = tx;
                s[x] = ty;
                if (next == y)
                {
                    tnext = tx;
                }

                ring[made % Capacity] = (byte)s[(byte)(tx + ty)];
                tx = tnext;
                x = next;
            }

            (_x, _y, _made) = ((byte)(x - 1), (uint)y, made);
        }
    }

    private readonly void Xor(byte* data, int count)
    {
        fixed (byte* ring = _ring)
        {
            byte* stream = ring + _used % Capacity;
            int i = 0;
            for (; i <= count - sizeof(ulong); i += sizeof(ulong))
            {
                // SAFETY: both hold count bytes; alignment is not needed.
                Unsafe.WriteUnaligned(data + i, Unsafe.ReadUnaligned<ulong>(data + i) ^ Unsafe.ReadUnaligned<ulong>(stream + i));
            }

            for (; i < count; i++)
            {
                data[i] ^= stream[i];
            }
        }
    }

    /// <summary>Makes key stream ahead between the rounds of a hash; the running numbers stay in registers until
    /// <see cref="End"/>.</summary>
    internal struct Work : IRoundWork
    {
        private readonly Rc4Stream* _stream;
        private uint _x;
        private uint _y;
        private uint _made;

        /// <summary>Begins. The stream may not be used before <see cref="End"/>.</summary>
        internal Work(Rc4Stream* stream)
        {
            _stream = stream;
            _x = stream->_x;
            _y = stream->_y;
            _made = stream->_made;
        }

        /// <summary>Makes four bytes, if the ring has room.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step()
        {
            if (_made - _stream->_used > Capacity - StepSize)
            {
                return;
            }

            byte* ring = _stream->_ring + _made % Capacity;
            ring[0] = Next();
            ring[1] = Next();
            ring[2] = Next();
            ring[3] = Next();
            _made += StepSize;
        }

        /// <summary>Hands the running numbers back to the stream.</summary>
        internal readonly void End()
        {
            _stream->_x = _x;
            _stream->_y = _y;
            _stream->_made = _made;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private byte Next()
        {
            uint* s = _stream->_table;
            _x = (byte)(_x + 1);
            uint tx = s[_x];
            _y = (byte)(_y + tx);
            uint ty = s[_y];
            s[_y] = tx;
            s[_x] = ty;
            return (byte)s[(byte)(tx + ty)];
        }
    }
}
