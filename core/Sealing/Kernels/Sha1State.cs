// SHA-1, FIPS 180-4 section 6.1.

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

/// <summary>The state of one SHA-1.</summary>
internal unsafe struct Sha1State : IHashState<Sha1State>
{
    private Sha1Words<uint> _words;

    /// <summary>The five words.</summary>
    internal readonly Sha1Words<uint> Words => _words;

    public static int BlockSize => 64;

    public static int DigestSize => 20;

    public static int LengthSize => 8;

    public static int WorkSize => 16;

    public static int FrameworkLength => 2048;

    public static bool HidesCipher => true;

    public static HashAlgorithmName Name => HashAlgorithmName.SHA1;

    public static Sha1State Initial => new()
    {
        _words = new() { A = 0x67452301, B = 0xEFCDAB89, C = 0x98BADCFE, D = 0x10325476, E = 0xC3D2E1F0 },
    };

    [SkipLocalsInit]
    public static void Compress<TWork>(ref Sha1State state, byte* blocks, nuint count, ref TWork work)
        where TWork : struct, IRoundWork
    {
        if (count == 0)
        {
            return;
        }

        uint* schedule = stackalloc uint[Sha1Kernel.Rounds];
        var ahead = new Sha1Ahead(schedule, blocks, count);

        // What is local stays in registers.
        TWork local = work;
        do
        {
            Sha1Kernel.Compress(ref state._words, schedule, ref ahead, ref local);
        }
        while (ahead.HasBlock);

        work = local;
    }

    public static void WriteLength(ulong bits, Span<byte> field) => BinaryPrimitives.WriteUInt64BigEndian(field, bits);

    public static void WriteDigest(in Sha1State state, byte* digest)
    {
        var span = new Span<byte>(digest, DigestSize);
        BinaryPrimitives.WriteUInt32BigEndian(span, state._words.A);
        BinaryPrimitives.WriteUInt32BigEndian(span[4..], state._words.B);
        BinaryPrimitives.WriteUInt32BigEndian(span[8..], state._words.C);
        BinaryPrimitives.WriteUInt32BigEndian(span[12..], state._words.D);
        BinaryPrimitives.WriteUInt32BigEndian(span[16..], state._words.E);
    }
}
