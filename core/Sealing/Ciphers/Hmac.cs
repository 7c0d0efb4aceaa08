// HMAC (RFC 2104) over MD5, SHA-1, SHA-256 and SHA-384 with one key:
//   mac = H(outer | H(inner | message)),   inner and outer = the state after the block key ^ 36.., key ^ 5c..
// Both states are computed once, so a MAC costs the blocks of the message and one more. Long messages go to the
// framework, whose platform library has SHA instructions that C# cannot reach; its objects are keyed once and reused.

using System.Diagnostics;
using System.Security.Cryptography;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

/// <summary>An HMAC key. Thread-safe.</summary>
internal sealed unsafe class Hmac<THash> : IDisposable
    where THash : unmanaged, IHashState<THash>
{
    internal const int MaxDigestSize = 48;
    private const int MaxBlockSize = 128;
    private const int PoolSize = 4;

    private readonly KeyMemory _memory;
    private readonly int _keySize;
    private readonly IncrementalHash?[] _pool = new IncrementalHash?[PoolSize];

    /// <summary>Makes a key.</summary>
    /// <param name="key">At most one block of the hash.</param>
    /// <exception cref="ArgumentException">The key is longer than one block.</exception>
    internal Hmac(ReadOnlySpan<byte> key)
    {
        if (key.Length > THash.BlockSize)
        {
            throw new ArgumentException($"An HMAC key here has at most {THash.BlockSize} bytes, not {key.Length}.");
        }

        _keySize = key.Length;
        _memory = new KeyMemory(2 * sizeof(THash) + MaxBlockSize);
        key.CopyTo(new Span<byte>(Key, MaxBlockSize));
        Absorb(Inner, 0x36);
        Absorb(Outer, 0x5C);
    }

    private THash* Inner => (THash*)_memory.Pointer;

    private THash* Outer => Inner + 1;

    private byte* Key => _memory.Pointer + 2 * sizeof(THash);

    /// <summary>The MAC of one run of bytes, truncated to <paramref name="mac"/>.</summary>
    internal void Compute(ReadOnlySpan<byte> message, Span<byte> mac)
    {
        Start(out HashStream<THash> stream);
        stream.Append(message);
        Finish(ref stream, mac);
    }

    /// <summary>Starts a MAC on our own hash.</summary>
    internal void Start(out HashStream<THash> stream) => HashStream<THash>.Start(out stream, *Inner, THash.BlockSize);

    /// <summary>Ends a MAC and writes its first bytes to <paramref name="mac"/>.</summary>
    internal void Finish(ref HashStream<THash> stream, Span<byte> mac)
    {
        NoWork none = default;
        Finish(ref stream, mac, ref none);
    }

    /// <summary>Ends a MAC, doing work meanwhile.</summary>
    internal void Finish<TWork>(ref HashStream<THash> stream, Span<byte> mac, ref TWork work)
        where TWork : struct, IRoundWork
    {
        byte* block = stackalloc byte[MaxBlockSize];
        stream.Finish(block, ref work);
        HashWhole(*Outer, block, THash.DigestSize, block, ref work);
        new ReadOnlySpan<byte>(block, mac.Length).CopyTo(mac);
    }

    /// <summary>The MAC of a message that has room for its padding behind it (<see cref="PaddedSize"/>).</summary>
    internal void ComputeInRoom(Span<byte> room, int length, Span<byte> mac)
    {
        Debug.Assert(room.Length >= PaddedSize(length));
        NoWork none = default;
        byte* block = stackalloc byte[MaxBlockSize];
        fixed (byte* message = room)
        {
            HashWhole(*Inner, message, length, block, ref none);
        }

        HashWhole(*Outer, block, THash.DigestSize, block, ref none);
        new ReadOnlySpan<byte>(block, mac.Length).CopyTo(mac);
    }

    /// <summary>The length of a message with its padding, whole blocks.</summary>
    internal static int PaddedSize(int length) =>
        (length + sizeof(byte) + THash.LengthSize + THash.BlockSize - 1) / THash.BlockSize * THash.BlockSize;

    /// <summary>Pads a message of the inner or the outer hash (FIPS 180-4 section 5.1): the key's block counts too.</summary>
    /// <param name="padding">What is behind the message, to its padded size.</param>
    /// <param name="length">Bytes of the message.</param>
    internal static void Pad(Span<byte> padding, int length)
    {
        padding.Clear();
        padding[0] = 0x80;
        THash.WriteLength(8 * (ulong)(THash.BlockSize + length), padding[^sizeof(ulong)..]);
    }

    // The digest of a message after the key's block, which may take the message's place.
    private static void HashWhole<TWork>(THash state, byte* message, int length, byte* digest, ref TWork work)
        where TWork : struct, IRoundWork
    {
        int padded = PaddedSize(length);
        Pad(new Span<byte>(message + length, padded - length), length);
        THash.Compress(ref state, message, (nuint)(padded / THash.BlockSize), ref work);
        THash.WriteDigest(state, digest);
    }

    /// <summary>True when <see cref="ComputeLanes"/> works here.</summary>
    internal static bool HasLanes => typeof(THash) == typeof(Sha1State) && HmacSha1Lanes.IsAvailable;

    /// <summary>The MACs of <see cref="HmacSha1Lanes.Count"/> messages of one length; see <see cref="HmacSha1Lanes.Compute"/>.</summary>
    internal void ComputeLanes(Span<byte> messages, int stride, int blocks, Span<byte> macs, int macSize)
    {
        Debug.Assert(messages.Length >= HmacSha1Lanes.Count * stride && macs.Length >= HmacSha1Lanes.Count * macSize);
        fixed (byte* first = messages, mac = macs)
        {
            HmacSha1Lanes.Compute((Sha1State*)Inner, (Sha1State*)Outer, first, (nuint)stride, (nuint)blocks, mac, macSize);
        }
    }

    /// <summary>Takes a keyed hash of the framework; <see cref="Return"/> it.</summary>
    internal IncrementalHash Rent()
    {
        foreach (ref IncrementalHash? slot in _pool.AsSpan())
        {
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } hash)
            {
                return hash;
            }
        }

        return IncrementalHash.CreateHMAC(THash.Name, new ReadOnlySpan<byte>(Key, _keySize));
    }

    /// <summary>Gives a keyed hash back; its message must be finished.</summary>
    internal void Return(IncrementalHash hash)
    {
        foreach (ref IncrementalHash? slot in _pool.AsSpan())
        {
            if (slot is null && Interlocked.CompareExchange(ref slot, hash, null) is null)
            {
                return;
            }
        }

        hash.Dispose();
    }

    /// <summary>Zeroes and frees the key. No MAC is under way.</summary>
    public void Dispose()
    {
        foreach (IncrementalHash? hash in _pool)
        {
            hash?.Dispose();
        }

        _memory.Dispose();
    }

    private void Absorb(THash* state, byte pad)
    {
        byte* block = stackalloc byte[MaxBlockSize];
        for (int i = 0; i < THash.BlockSize; i++)
        {
            block[i] = (byte)(Key[i] ^ pad);
        }

        NoWork none = default;
        *state = THash.Initial;
        THash.Compress(ref *state, block, 1, ref none);
        CryptographicOperations.ZeroMemory(new Span<byte>(block, MaxBlockSize));
    }
}
