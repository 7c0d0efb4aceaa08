// SHA-384, FIPS 180-4 section 6.5: SHA-512 with another initial value and six of its eight words.

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

/// <summary>The state of one SHA-384.</summary>
internal unsafe struct Sha384State : IHashState<Sha384State>
{
    private Sha2Words<ulong> _words;

    public static int BlockSize => 128;

    public static int DigestSize => 48;

    public static int LengthSize => 16;

    public static int WorkSize => 16;

    public static int FrameworkLength => 8192;

    public static bool HidesCipher => true;

    public static HashAlgorithmName Name => HashAlgorithmName.SHA384;

    public static Sha384State Initial => new()
    {
        _words = new()
        {
            A = 0xCBBB9D5DC1059ED8, B = 0x629A292A367CD507, C = 0x9159015A3070DD17, D = 0x152FECD8F70E5939,
            E = 0x67332667FFC00B31, F = 0x8EB44A8768581511, G = 0xDB0C2E0D64F98FA7, H = 0x47B5481DBEFA4FA4,
        },
    };

    public static void Compress<TWork>(ref Sha384State state, byte* blocks, nuint count, ref TWork work)
        where TWork : struct, IRoundWork => Sha512.Compress(ref state._words, blocks, count, ref work);

    public static void WriteLength(ulong bits, Span<byte> field) => BinaryPrimitives.WriteUInt64BigEndian(field, bits);

    public static void WriteDigest(in Sha384State state, byte* digest)
    {
        var span = new Span<byte>(digest, DigestSize);
        BinaryPrimitives.WriteUInt64BigEndian(span, state._words.A);
        BinaryPrimitives.WriteUInt64BigEndian(span[8..], state._words.B);
        BinaryPrimitives.WriteUInt64BigEndian(span[16..], state._words.C);
        BinaryPrimitives.WriteUInt64BigEndian(span[24..], state._words.D);
        BinaryPrimitives.WriteUInt64BigEndian(span[32..], state._words.E);
        BinaryPrimitives.WriteUInt64BigEndian(span[40..], state._words.F);
    }
}
