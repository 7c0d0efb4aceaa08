// AES in CBC mode with ciphertext stealing, variant CS3 (RFC 3962 section 5, NIST SP 800-38A addendum), IV zero:
// encrypt as CBC with the last block padded with zeros, then swap the last two blocks and cut the final one to the
// length of the last plaintext block. A message of one block is plain CBC.
//
// The message lies in three pieces, as a Kerberos token has it:  head (16 bytes) | data | tail.
// Whole blocks of data are processed in place; what crosses a border goes through a buffer of two blocks.

using System.Diagnostics;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

/// <summary>An AES key for CBC with ciphertext stealing, on one instruction tier. Thread-safe.</summary>
internal abstract class AesCts : IDisposable
{
    internal const int BlockSize = 16;

    /// <summary>Messages that <see cref="EncryptLanes"/> works on at once.</summary>
    internal const int LaneCount = 8;

    private protected AesCts(Tier tier) => Tier = tier;

    /// <summary>The tier that the key runs on.</summary>
    internal Tier Tier { get; }

    /// <summary>The tiers of this machine, slowest first.</summary>
    internal static IReadOnlyList<Tier> Tiers { get; } =
        [.. new[] { Tier.Portable, Tier.Arm64Aes, Tier.X86Aes }.Where(tier => tier.IsAvailable())];

    /// <summary>Makes a key on the best tier of this machine.</summary>
    internal static AesCts Create(ReadOnlySpan<byte> key) => Create(key, Tiers[^1]);

    /// <summary>Makes a key of 16 or 32 bytes on a given tier.</summary>
    /// <exception cref="PlatformNotSupportedException">The tier is not one of <see cref="Tiers"/>.</exception>
    internal static AesCts Create(ReadOnlySpan<byte> key, Tier tier)
    {
        Debug.Assert(key.Length is 16 or 32);
        return tier switch
        {
            Tier.X86Aes when tier.IsAvailable() => new AesCts<X86Isa>(key, tier),
            Tier.Arm64Aes when tier.IsAvailable() => new AesCts<Arm64Isa>(key, tier),
            Tier.Portable => new PortableAesCts(key),
            _ => throw new PlatformNotSupportedException($"AES-CTS has no tier {tier} on this machine."),
        };
    }

    /// <summary>Encrypts head | data | tail in place.</summary>
    internal void Encrypt(Span<byte> head, Span<byte> data, Span<byte> tail)
    {
        Span<byte> chain = stackalloc byte[BlockSize];
        chain.Clear();
        int position = 0;
        int bulk = BulkBlocks(head, data, tail);
        if (bulk >= 0)
        {
            EncryptBlocks(head, chain);
            EncryptBlocks(data[..(BlockSize * bulk)], chain);
            position = BlockSize * (bulk + 1);
        }

        EncryptEnd(head, data, tail, position, chain);
    }

    /// <summary>Decrypts head | data | tail in place.</summary>
    internal void Decrypt(Span<byte> head, Span<byte> data, Span<byte> tail)
    {
        Span<byte> chain = stackalloc byte[BlockSize];
        chain.Clear();
        int position = 0;
        int bulk = BulkBlocks(head, data, tail);
        if (bulk >= 0)
        {
            DecryptBlocks(head, chain);
            DecryptBlocks(data[..(BlockSize * bulk)], chain);
            position = BlockSize * (bulk + 1);
        }

        DecryptEnd(head, data, tail, position, chain);
    }

    /// <summary>Encrypts whole blocks in place as CBC; <paramref name="chain"/> goes from the IV to the last block.</summary>
    internal abstract void EncryptBlocks(Span<byte> blocks, Span<byte> chain);

    /// <summary>Decrypts whole blocks in place as CBC; <paramref name="chain"/> goes from the IV to the last ciphertext.</summary>
    internal abstract void DecryptBlocks(Span<byte> blocks, Span<byte> chain);

    /// <summary>True when <see cref="EncryptLanes"/> and <see cref="EncryptAndHash"/> work here.</summary>
    internal virtual bool IsAccelerated => false;

    /// <summary>Encrypts whole blocks of <see cref="LaneCount"/> messages, one stride apart, as CBC with IV zero.</summary>
    internal virtual void EncryptLanes(Span<byte> messages, int stride, int blocks) => throw new NotSupportedException();

    /// <summary>Encrypts and hashes; see <see cref="AesCbc.EncryptAndHash"/>.</summary>
    /// <param name="data">Blocks of the hash. All are encrypted as CBC, but for the lag.</param>
    /// <param name="lag">0: the hash takes plaintext. One block of the hash: that much is ciphertext already, and the hash
    /// takes ciphertext, all blocks but the last.</param>
    /// <param name="chain">The last block of ciphertext.</param>
    /// <param name="state">The hash.</param>
    internal virtual void EncryptAndHash<THash>(Span<byte> data, int lag, Span<byte> chain, ref THash state)
        where THash : unmanaged, IHashState<THash> => throw new NotSupportedException();

    /// <summary>Zeroes and frees the key.</summary>
    public abstract void Dispose();

    /// <summary>Turns CBC of a message padded with zeros into CS3 or back: the last two blocks, if there are two, change places.</summary>
    /// <param name="message">The ciphertext, whole blocks.</param>
    /// <param name="length">Bytes of the message.</param>
    internal static void SwapLastBlocks(Span<byte> message, int length)
    {
        int last = (length - 1) / BlockSize * BlockSize;
        if (last == 0)
        {
            return;
        }

        Span<byte> before = message.Slice(last - BlockSize, BlockSize);
        Span<byte> copy = stackalloc byte[BlockSize];
        before.CopyTo(copy);
        message.Slice(last, BlockSize).CopyTo(before);
        copy.CopyTo(message[last..]);
    }

    /// <summary>Whole blocks of data that come before the last two blocks of the message; -1 when head is one of those.</summary>
    internal static int BulkBlocks(ReadOnlySpan<byte> head, ReadOnlySpan<byte> data, ReadOnlySpan<byte> tail)
    {
        Debug.Assert(head.Length == BlockSize && data.Length <= int.MaxValue - BlockSize - tail.Length);
        int blocks = (int)(((long)data.Length + tail.Length + BlockSize - 1) / BlockSize);
        return Math.Min(data.Length / BlockSize, blocks - 2);
    }

    /// <summary>Encrypts a message that lies in one piece.</summary>
    /// <param name="message">The message, with room to the end of its last block.</param>
    /// <param name="length">Bytes of the message.</param>
    /// <param name="chain">The IV.</param>
    internal void Encrypt(Span<byte> message, int length, Span<byte> chain)
    {
        Debug.Assert(message.Length == WholeBlocks(length));
        message[length..].Clear();
        EncryptBlocks(message, chain);
        SwapLastBlocks(message, length);
    }

    /// <summary>Decrypts a message that lies in one piece; see <see cref="Encrypt(Span{byte}, int, Span{byte})"/>.</summary>
    internal void Decrypt(Span<byte> message, int length, Span<byte> chain)
    {
        Debug.Assert(message.Length == WholeBlocks(length));
        SwapLastBlocks(message, length);
        int missing = message.Length - length;
        if (missing > 0)
        {
            // They are in the last block, which is E(last plaintext | 0 ^ the block before).
            Span<byte> zero = stackalloc byte[BlockSize];
            Span<byte> last = stackalloc byte[BlockSize];
            zero.Clear();
            message[^BlockSize..].CopyTo(last);
            DecryptBlocks(last, zero);
            last[^missing..].CopyTo(message.Slice(length - BlockSize, missing));
            last.Clear();
        }

        DecryptBlocks(message, chain);
    }

    /// <summary>The length of a message with its last block full.</summary>
    internal static int WholeBlocks(int length) => (length + BlockSize - 1) / BlockSize * BlockSize;

    /// <summary>Encrypts from <paramref name="position"/>, a block border, to the end.</summary>
    internal void EncryptEnd(Span<byte> head, Span<byte> data, Span<byte> tail, int position, Span<byte> chain)
    {
        Span<byte> two = stackalloc byte[2 * BlockSize];
        int rest = head.Length + data.Length + tail.Length - position;
        for (; rest > two.Length; rest -= BlockSize, position += BlockSize)
        {
            Span<byte> block = two[..BlockSize];
            Move(head, data, tail, position, block, gather: true);
            EncryptBlocks(block, chain);
            Move(head, data, tail, position, block, gather: false);
        }

        Move(head, data, tail, position, two[..rest], gather: true);
        Encrypt(two[..WholeBlocks(rest)], rest, chain);
        Move(head, data, tail, position, two[..rest], gather: false);
    }

    /// <summary>Decrypts from <paramref name="position"/>, a block border, to the end.</summary>
    internal void DecryptEnd(Span<byte> head, Span<byte> data, Span<byte> tail, int position, Span<byte> chain)
    {
        Span<byte> two = stackalloc byte[2 * BlockSize];
        int rest = head.Length + data.Length + tail.Length - position;
        for (; rest > two.Length; rest -= BlockSize, position += BlockSize)
        {
            Span<byte> block = two[..BlockSize];
            Move(head, data, tail, position, block, gather: true);
            DecryptBlocks(block, chain);
            Move(head, data, tail, position, block, gather: false);
        }

        Move(head, data, tail, position, two[..rest], gather: true);
        Decrypt(two[..WholeBlocks(rest)], rest, chain);
        Move(head, data, tail, position, two[..rest], gather: false);
        two.Clear();
    }

    // Copies between bytes [position, position + buffer.Length) of head | data | tail and a buffer.
    private static void Move(Span<byte> head, Span<byte> data, Span<byte> tail, int position, Span<byte> buffer, bool gather)
    {
        MovePiece(head, ref position, ref buffer, gather);
        MovePiece(data, ref position, ref buffer, gather);
        MovePiece(tail, ref position, ref buffer, gather);
        Debug.Assert(buffer.IsEmpty);
    }

    private static void MovePiece(Span<byte> piece, ref int position, ref Span<byte> buffer, bool gather)
    {
        if (position >= piece.Length)
        {
            position -= piece.Length;
            return;
        }

        Span<byte> part = piece[position..];
        part = part[..Math.Min(part.Length, buffer.Length)];
        if (gather)
        {
            part.CopyTo(buffer);
        }
        else
        {
            buffer[..part.Length].CopyTo(part);
        }

        buffer = buffer[part.Length..];
        position = 0;
    }
}

/// <summary>AES-CTS on AES instructions.</summary>
internal sealed unsafe class AesCts<TIsa> : AesCts
    where TIsa : struct, IIsa
{
    private readonly KeyMemory _memory = new(2 * AesSchedule.MaxSize);
    private readonly int _rounds;

    internal AesCts(ReadOnlySpan<byte> key, Tier tier)
        : base(tier)
    {
        _rounds = AesSchedule.Rounds(key.Length);
        AesSchedule.Expand<TIsa>(key, Keys);
        AesSchedule.Invert<TIsa>(Keys, InverseKeys, _rounds);
    }

    private byte* Keys => _memory.Pointer;

    private byte* InverseKeys => _memory.Pointer + AesSchedule.MaxSize;

    internal override void EncryptBlocks(Span<byte> blocks, Span<byte> chain)
    {
        fixed (byte* data = blocks, iv = chain)
        {
            AesCbc.Encrypt<TIsa>(Keys, _rounds, iv, data, (nuint)blocks.Length / BlockSize);
        }
    }

    internal override void DecryptBlocks(Span<byte> blocks, Span<byte> chain)
    {
        fixed (byte* data = blocks, iv = chain)
        {
            AesCbc.Decrypt<TIsa>(InverseKeys, _rounds, iv, data, (nuint)blocks.Length / BlockSize);
        }
    }

    internal override bool IsAccelerated => true;

    internal override void EncryptLanes(Span<byte> messages, int stride, int blocks)
    {
        Debug.Assert(messages.Length >= LaneCount * stride);
        fixed (byte* first = messages)
        {
            AesCbc.EncryptLanes<TIsa>(Keys, _rounds, first, (nuint)stride, (nuint)blocks);
        }
    }

    internal override void EncryptAndHash<THash>(Span<byte> data, int lag, Span<byte> chain, ref THash state)
    {
        Debug.Assert(data.Length % THash.BlockSize == 0 && (lag == 0 || lag == THash.BlockSize));
        fixed (byte* first = data, iv = chain)
        {
            AesCbc.EncryptAndHash<TIsa, THash>(Keys, _rounds, iv, first, lag, ref state, (nuint)((data.Length - lag) / THash.BlockSize));
        }
    }

    public override void Dispose() => _memory.Dispose();
}
