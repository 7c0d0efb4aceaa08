// SHA-256, FIPS 180-4 section 6.2.

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

/// <summary>The state of one SHA-256.</summary>
internal unsafe struct Sha256State : IHashState<Sha256State>
{
    private Sha2Words<uint> _words;

    public static int BlockSize => 64;

    public static int DigestSize => 32;

    public static int LengthSize => 8;

    public static int WorkSize => 16;

    public static int FrameworkLength => 256;

    public static bool HidesCipher => false;

    public static HashAlgorithmName Name => HashAlgorithmName.SHA256;

    public static Sha256State Initial => new()
    {
        _words = new()
        {
            A = 0x6A09E667, B = 0xBB67AE85, C = 0x3C6EF372, D = 0xA54FF53A,
            E = 0x510E527F, F = 0x9B05688C, G = 0x1F83D9AB, H = 0x5BE0CD19,
        },
    };

    public static void Compress<TWork>(ref Sha256State state, byte* blocks, nuint count, ref TWork work)
        where TWork : struct, IRoundWork => Sha256.Compress(ref state._words, blocks, count, ref work);

    public static void WriteLength(ulong bits, Span<byte> field) => BinaryPrimitives.WriteUInt64BigEndian(field, bits);

    public static void WriteDigest(in Sha256State state, byte* digest)
    {
        var span = new Span<byte>(digest, DigestSize);
        BinaryPrimitives.WriteUInt32BigEndian(span, state._words.A);
        BinaryPrimitives.WriteUInt32BigEndian(span[4..], state._words.B);
        BinaryPrimitives.WriteUInt32BigEndian(span[8..], state._words.C);
        BinaryPrimitives.WriteUInt32BigEndian(span[12..], state._words.D);
        BinaryPrimitives.WriteUInt32BigEndian(span[16..], state._words.E);
        BinaryPrimitives.WriteUInt32BigEndian(span[20..], state._words.F);
        BinaryPrimitives.WriteUInt32BigEndian(span[24..], state._words.G);
        BinaryPrimitives.WriteUInt32BigEndian(span[28..], state._words.H);
    }
}
