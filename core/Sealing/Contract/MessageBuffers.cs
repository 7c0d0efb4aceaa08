// A checked view of the buffers of one message: what a SecBufferDesc says, read once and verified before anything is
// touched, or what the span door was given. Packages see spans and an ordered list of protected segments.
//
//   Token     written by Seal and Sign, read by Unseal and Verify
//   Data      the one writable DATA buffer of Seal and Unseal, changed in place
//   Stream    instead of Token on Unseal: a whole message, whose data stays inside it
//   segments  what is authenticated, in descriptor order: READONLY_WITH_CHECKSUM buffers and DATA
//
// The small steps are marked to be inlined: compiled ahead of time, without a profile, they are calls otherwise, and a
// message of 64 bytes takes 13 ns longer.

using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Contract;

/// <summary>The buffers of one message, checked.</summary>
public unsafe ref partial struct MessageBuffers
{
    /// <summary>The most buffers that a descriptor may hold.</summary>
    public const int MaxCount = 32;

    private const int None = -1;

    // Span door: associated data, then data. Pointer door: the protected buffers, in order.
    private readonly ReadOnlySpan<byte> _associated;
    private ReadOnlySpan<byte> _message;
    private Span<SecBuffer> _segments;
    private int _segmentCount;
    private int _dataSegment;

    // Pointer door: where the caller's buffers are described, or null.
    private SecBuffer* _tokenBuffer;
    private SecBuffer* _dataBuffer;
    private SecBuffer* _paddingBuffer;

    /// <summary>Views spans: a token, data to be changed in place, associated data in front of it.</summary>
    internal MessageBuffers(Span<byte> token, Span<byte> data, ReadOnlySpan<byte> associated)
    {
        Token = token;
        Data = data;
        _associated = associated;
        _message = data;
        _dataSegment = 1;
        _segmentCount = 2;
    }

    /// <summary>Views spans for Sign and Verify: a token and data that stays as it is.</summary>
    internal MessageBuffers(Span<byte> token, ReadOnlySpan<byte> data, ReadOnlySpan<byte> associated)
    {
        Token = token;
        _associated = associated;
        _message = data;
        _dataSegment = 1;
        _segmentCount = 2;
    }

    /// <summary>Views a span that holds a whole message, to be unsealed in place.</summary>
    internal MessageBuffers(Span<byte> stream)
    {
        Stream = stream;
        IsStream = true;
        _dataSegment = 1;
        _segmentCount = 2;
    }

    /// <summary>The token; empty when a stream is unsealed.</summary>
    public Span<byte> Token { get; private set; }

    /// <summary>The writable data; empty for Sign and Verify.</summary>
    public Span<byte> Data { get; private set; }

    /// <summary>The stream to unseal, or empty.</summary>
    public Span<byte> Stream { get; private set; }

    /// <summary>True when <see cref="Stream"/> takes the place of token and data.</summary>
    public bool IsStream { readonly get; private set; }

    /// <summary>Set by Seal and Sign: bytes written to the token.</summary>
    public int TokenWritten { get; set; }

    /// <summary>Set by Unseal where the plaintext is not the whole of <see cref="Data"/>: its place in the stream or data.</summary>
    public Range? Plaintext { get; set; }

    /// <summary>Number of authenticated segments.</summary>
    public readonly int SegmentCount => _segmentCount;

    /// <summary>Which segment is <see cref="Data"/>, or -1 when there is none.</summary>
    public readonly int DataSegment => _dataSegment;

    /// <summary>Bytes of all authenticated segments, or of the stream.</summary>
    internal readonly int ProtectedBytes
    {
        get
        {
            int bytes = Stream.Length;
            for (int i = 0; i < _segmentCount; i++) bytes += Segment(i).Length;
            return bytes;
        }
    }

    /// <summary>An authenticated segment, in descriptor order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ReadOnlySpan<byte> Segment(int index)
    {
        Debug.Assert((uint)index < (uint)_segmentCount);
        if (!_segments.IsEmpty)
        {
            ref readonly SecBuffer segment = ref _segments[index];
            return new ReadOnlySpan<byte>(segment.pvBuffer, (int)segment.cbBuffer);
        }

        return index == 0 ? _associated : _message;
    }

    /// <summary>Takes the stream apart, for formats whose message is a token of known size and then the data.</summary>
    /// <returns>False when the stream is shorter than the token.</returns>
    internal bool TrySplitStream(int tokenSize)
    {
        Debug.Assert(IsStream);
        if (Stream.Length < tokenSize)
        {
            return false;
        }

        Token = Stream[..tokenSize];
        Data = Stream[tokenSize..];
        Plaintext = tokenSize..;
        _message = Data;
        if (!_segments.IsEmpty)
        {
            fixed (byte* data = Data)
            {
                _segments[_dataSegment] = new SecBuffer(SecBufferType.Data, data, (uint)Data.Length);
            }
        }

        return true;
    }

    /// <summary>The segments as one run of bytes; copies only when more than one of them holds something.</summary>
    /// <param name="withData">False leaves <see cref="Data"/> out.</param>
    /// <param name="scratch">Used for short runs.</param>
    /// <param name="rented">An array to give back to the shared pool after use, or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ReadOnlySpan<byte> Join(bool withData, Span<byte> scratch, out byte[]? rented)
    {
        rented = null;
        if (_segments.IsEmpty && !withData)
        {
            return _associated;
        }

        ReadOnlySpan<byte> only = default;
        int total = 0;
        for (int i = 0; i < _segmentCount; i++)
        {
            if (i != _dataSegment || withData)
            {
                ReadOnlySpan<byte> segment = Segment(i);
                total += segment.Length;
                only = segment.IsEmpty ? only : segment;
            }
        }

        return total == only.Length ? only : Copy(withData, total, scratch, out rented);
    }

    private readonly ReadOnlySpan<byte> Copy(bool withData, int total, Span<byte> scratch, out byte[]? rented)
    {
        rented = total > scratch.Length ? ArrayPool<byte>.Shared.Rent(total) : null;
        Span<byte> all = rented ?? scratch;
        int length = 0;
        for (int i = 0; i < _segmentCount; i++)
        {
            if (i != _dataSegment || withData)
            {
                Segment(i).CopyTo(all[length..]);
                length += Segment(i).Length;
            }
        }

        return all[..length];
    }

    // What one buffer is written to may not be read through another: token, data and stream against every other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool Overlaps()
    {
        for (int i = 0; i < _segmentCount; i++)
        {
            ReadOnlySpan<byte> segment = Segment(i);
            bool isData = i == _dataSegment;
            if (segment.Overlaps(Token) || (!isData && segment.Overlaps(Data)) || (!isData && segment.Overlaps(Stream)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same for three spans that are not viewed yet.</summary>
    internal static bool Overlap(ReadOnlySpan<byte> token, ReadOnlySpan<byte> data, ReadOnlySpan<byte> associated) =>
        data.Overlaps(token) || associated.Overlaps(token) || associated.Overlaps(data);
}
