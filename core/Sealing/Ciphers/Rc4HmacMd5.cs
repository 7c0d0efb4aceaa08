// What protects one direction of an NTLM connection with extended session security (MS-NLMP section 3.4.4.2):
//   checksum = first 8 bytes of HMAC-MD5(SignKey, SeqNum (LE32) | message)
//   sealed data = RC4(data), and then, when a key was exchanged, the checksum too: RC4(checksum), one stream
//
// MD5 waits for itself in every step, so the key stream is made between its steps, ahead of use (Rc4Stream): sealing costs
// little more than the MAC. The MAC is over the plaintext; data goes through in pieces, so that a piece is in the nearest
// cache when its second turn comes.
//
// One message at a time: Begin, then Authenticate, Encrypt and Decrypt in message order, then Finish.

using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

/// <summary>Signing key, sealing key and key stream of one direction. One thread at a time.</summary>
internal abstract class Rc4HmacMd5 : IDisposable
{
    /// <summary>Bytes of <see cref="SaveStream"/>.</summary>
    internal const int SavedStreamSize = Rc4Stream.SavedSize;

    /// <summary>Bytes of the signing key and of the sealing key.</summary>
    internal const int KeySize = 16;

    /// <summary>The tiers of this machine, slowest first.</summary>
    internal static IReadOnlyList<Tier> Tiers { get; } = [.. new[] { Tier.Portable, Tier.X86Avx512 }.Where(tier => tier.IsAvailable())];

    /// <summary>Makes the keys on this machine's best tier.</summary>
    /// <param name="signKey">SIGNKEY, 16 bytes.</param>
    /// <param name="sealKey">SEALKEY, 16 bytes.</param>
    /// <param name="sealsChecksum">True when a key was exchanged (NTLMSSP_NEGOTIATE_KEY_EXCH).</param>
    internal static Rc4HmacMd5 Create(ReadOnlySpan<byte> signKey, ReadOnlySpan<byte> sealKey, bool sealsChecksum) =>
        Create(signKey, sealKey, sealsChecksum, Tiers[^1]);

    /// <summary>Makes the keys on a given tier.</summary>
    internal static Rc4HmacMd5 Create(ReadOnlySpan<byte> signKey, ReadOnlySpan<byte> sealKey, bool sealsChecksum, Tier tier) =>
        tier == Tier.X86Avx512
            ? new Rc4HmacMd5<Md5State<Md5Avx512Isa>>(signKey, sealKey, sealsChecksum)
            : new Rc4HmacMd5<Md5State<Md5ScalarIsa>>(signKey, sealKey, sealsChecksum);

    /// <summary>Puts the key stream back to its beginning, under the sealing key.</summary>
    internal abstract void RestartStream();

    /// <summary>Starts a key stream of one message, under MD5(SealKey | SeqNum) (connectionless mode).</summary>
    internal abstract void StartStream(uint sequenceNumber);

    /// <summary>Starts a message.</summary>
    internal abstract void Begin(uint sequenceNumber);

    /// <summary>Takes bytes of the message that stay in clear.</summary>
    internal abstract void Authenticate(ReadOnlySpan<byte> bytes);

    /// <summary>Takes bytes of the message and encrypts them in place.</summary>
    internal abstract void Encrypt(Span<byte> data);

    /// <summary>Decrypts bytes of the message in place and takes them.</summary>
    internal abstract void Decrypt(Span<byte> data);

    /// <summary>Ends the message.</summary>
    /// <returns>The checksum as it goes into the signature, the 8 bytes as they lie in memory.</returns>
    internal abstract ulong Finish();

    /// <summary>Uses up the key stream of the checksum that <see cref="Finish"/> gave.</summary>
    internal abstract void PassChecksum();

    /// <summary>Writes where the key stream stands: RC4's table, x, y.</summary>
    internal abstract void SaveStream(Span<byte> state);

    /// <summary>Goes to where <see cref="SaveStream"/> was. False when the table is none of RC4's.</summary>
    internal abstract bool TryRestoreStream(ReadOnlySpan<byte> state);

    /// <summary>Zeroes and frees the keys.</summary>
    public abstract void Dispose();
}

/// <summary>The same on one instruction tier.</summary>
internal sealed unsafe class Rc4HmacMd5<TMd5> : Rc4HmacMd5
    where TMd5 : unmanaged, IHashState<TMd5>
{
    private const int PieceSize = 256;
    private const int ChecksumSize = sizeof(ulong);

    private readonly Hmac<TMd5> _hmac;
    private readonly KeyMemory _memory;
    private readonly bool _sealsChecksum;

    internal Rc4HmacMd5(ReadOnlySpan<byte> signKey, ReadOnlySpan<byte> sealKey, bool sealsChecksum)
    {
        Debug.Assert(signKey.Length == KeySize && sealKey.Length == KeySize);
        _hmac = new Hmac<TMd5>(signKey);
        _memory = new KeyMemory(sizeof(Secrets));
        _sealsChecksum = sealsChecksum;
        sealKey.CopyTo(SealKey);
        RestartStream();
    }

    private Secrets* State => (Secrets*)_memory.Pointer;

    private Rc4Stream* Stream => &State->Stream;

    private Span<byte> SealKey => new(State->SealKey, KeySize);

    internal override void RestartStream() => Stream->SetKey(SealKey);

    internal override void StartStream(uint sequenceNumber)
    {
        byte* key = stackalloc byte[KeySize];
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(number, sequenceNumber);
        HashStream<TMd5>.Start(out HashStream<TMd5> hash, TMd5.Initial, 0);
        hash.Append(SealKey);
        hash.Append(number);
        hash.Finish(key);
        var span = new Span<byte>(key, KeySize);
        Stream->SetKey(span);
        CryptographicOperations.ZeroMemory(span);
    }

    internal override void Begin(uint sequenceNumber)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(number, sequenceNumber);
        _hmac.Start(out State->Mac);
        State->Mac.Append(number);
    }

    internal override void Authenticate(ReadOnlySpan<byte> bytes)
    {
        // Key stream that is made here is for the next message.
        var work = new Rc4Stream.Work(Stream);
        State->Mac.Append(bytes, ref work);
        work.End();
    }

    internal override void Encrypt(Span<byte> data)
    {
        while (!data.IsEmpty)
        {
            Span<byte> piece = NextPiece(ref data);
            Authenticate(piece);
            Stream->Xor(piece);
        }
    }

    internal override void Decrypt(Span<byte> data)
    {
        while (!data.IsEmpty)
        {
            Span<byte> piece = NextPiece(ref data);
            Stream->Xor(piece);
            Authenticate(piece);
        }
    }

    internal override ulong Finish()
    {
        ulong checksum;
        var work = new Rc4Stream.Work(Stream);
        _hmac.Finish(ref State->Mac, new Span<byte>(&checksum, ChecksumSize), ref work);
        work.End();
        return _sealsChecksum ? checksum ^ Stream->Peek8() : checksum;
    }

    internal override void PassChecksum()
    {
        if (_sealsChecksum)
        {
            Stream->Skip8();
        }
    }

    internal override void SaveStream(Span<byte> state) => Stream->Save(state);

    internal override bool TryRestoreStream(ReadOnlySpan<byte> state) => Stream->TryRestore(state);

    public override void Dispose()
    {
        _hmac.Dispose();
        _memory.Dispose();
    }

    // Pieces end where a block of the MAC ends, so that blocks are hashed where they lie.
    private Span<byte> NextPiece(ref Span<byte> data)
    {
        Span<byte> piece = data[..Math.Min(data.Length, PieceSize - State->Mac.Pending)];
        data = data[piece.Length..];
        return piece;
    }

    private struct Secrets
    {
        internal Rc4Stream Stream;
        internal HashStream<TMd5> Mac;
        internal fixed byte SealKey[KeySize];
    }
}
