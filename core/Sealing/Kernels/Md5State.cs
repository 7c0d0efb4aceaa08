// MD5, RFC 1321. The steps are written once over IMd5Isa.
// Cost: 64 steps that wait for one another, so about 290 cycles a block in general registers and 260 with AVX-512; the
// machine has room for other work meanwhile, which is why a step of IRoundWork stands after every four of them.

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

/// <summary>The state of one MD5.</summary>
internal unsafe struct Md5State<TIsa> : IHashState<Md5State<TIsa>>
    where TIsa : struct, IMd5Isa<TIsa>
{
    private uint _a, _b, _c, _d;

    public static int BlockSize => 64;

    public static int DigestSize => 16;

    public static int LengthSize => 8;

    public static int WorkSize => 4;

    // The platform library has nothing faster for MD5.
    public static int FrameworkLength => int.MaxValue;

    public static bool HidesCipher => false;

    public static HashAlgorithmName Name => HashAlgorithmName.MD5;

    public static Md5State<TIsa> Initial => new() { _a = 0x67452301, _b = 0xEFCDAB89, _c = 0x98BADCFE, _d = 0x10325476 };

    [SkipLocalsInit]
    public static void Compress<TWork>(ref Md5State<TIsa> state, byte* blocks, nuint count, ref TWork work)
        where TWork : struct, IRoundWork
    {
        TWork local = work;
        uint* x = stackalloc uint[BlockSize / sizeof(uint)];
        TIsa a0 = TIsa.Create(state._a), b0 = TIsa.Create(state._b), c0 = TIsa.Create(state._c), d0 = TIsa.Create(state._d);
        for (; count > 0; count--, blocks += BlockSize)
        {
            Md5Kernel.Load(blocks, x);
            TIsa a = a0, b = b0, c = c0, d = d0;
            Md5Kernel.Rounds<TIsa, TWork>(ref a, ref b, ref c, ref d, x, ref local);
            a0 = TIsa.Add(a0, a);
            b0 = TIsa.Add(b0, b);
            c0 = TIsa.Add(c0, c);
            d0 = TIsa.Add(d0, d);
        }

        work = local;
        state = new() { _a = TIsa.Value(a0), _b = TIsa.Value(b0), _c = TIsa.Value(c0), _d = TIsa.Value(d0) };
    }

    public static void WriteLength(ulong bits, Span<byte> field) => BinaryPrimitives.WriteUInt64LittleEndian(field, bits);

    public static void WriteDigest(in Md5State<TIsa> state, byte* digest)
    {
        var span = new Span<byte>(digest, DigestSize);
        BinaryPrimitives.WriteUInt32LittleEndian(span, state._a);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], state._b);
        BinaryPrimitives.WriteUInt32LittleEndian(span[8..], state._c);
        BinaryPrimitives.WriteUInt32LittleEndian(span[12..], state._d);
    }
}
