using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>Four sets of rows at a time, which hides the latency of each.</summary>
internal readonly unsafe struct ChaChaFourSets<TRows> : IChaChaBulk
    where TRows : struct, IChaChaRows<TRows>
{
    private const int BlockSize = 64;

    public static int Blocks => 4 * TRows.Blocks;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Xor(byte* key, Vector128<uint> nonce, uint counter, byte* data)
    {
        uint blocks = (uint)TRows.Blocks;
        ChaChaSet<TRows> a = ChaChaSet<TRows>.Start(key, nonce, counter);
        ChaChaSet<TRows> b = ChaChaSet<TRows>.Start(key, nonce, counter + blocks);
        ChaChaSet<TRows> c = ChaChaSet<TRows>.Start(key, nonce, counter + (2 * blocks));
        ChaChaSet<TRows> d = ChaChaSet<TRows>.Start(key, nonce, counter + (3 * blocks));
        for (int i = 0; i < 10; i++)
        {
            ChaChaSet<TRows>.DoubleRound(ref a, ref b, ref c, ref d);
        }

        a.Finish(ChaChaSet<TRows>.Start(key, nonce, counter));
        a.XorInto(data);
        data += BlockSize * blocks;
        b.Finish(ChaChaSet<TRows>.Start(key, nonce, counter + blocks));
        b.XorInto(data);
        data += BlockSize * blocks;
        c.Finish(ChaChaSet<TRows>.Start(key, nonce, counter + (2 * blocks)));
        c.XorInto(data);
        data += BlockSize * blocks;
        d.Finish(ChaChaSet<TRows>.Start(key, nonce, counter + (3 * blocks)));
        d.XorInto(data);
    }
}
