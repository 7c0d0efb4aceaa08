// AES rounds and carry-less products in registers only. A unit is 8 blocks: in each round 8 independent AES rounds, and in
// as many rounds as the mix has steps 4 independent products beside them, enough of both to hide their latency. Products of
// 512 bits run apart, after the AES rounds: beside them they close one of the two ports that AES has on Intel's cores, and
// where both share pipes the sum is the same.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Lab.Peers;

/// <summary>What one message needs.</summary>
/// <param name="Rounds">AES rounds of a block.</param>
/// <param name="Steps">Steps of 4 products for 8 blocks.</param>
/// <param name="Units">How often 8 blocks.</param>
internal sealed record RegisterMix(int Rounds, int Steps, double Units);

/// <summary>The loop.</summary>
internal static class RegisterLoop<TIsa, TProducts>
    where TIsa : struct, IIsa
    where TProducts : struct, IRegisterProducts
{
    private static Vector128<byte> s_sink;

    /// <summary>Runs a number of units.</summary>
    public static void Run(long units, RegisterMix mix)
    {
        RunBeside(units, mix.Rounds, TProducts.Apart ? 0 : mix.Steps);
        if (TProducts.Apart)
        {
            RunProducts(units * mix.Steps);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RunBeside(long units, int rounds, int steps)
    {
        var key = Vector128.Create((byte)0x5A);
        Vector128<byte> b0 = key, b1 = key, b2 = key, b3 = key, b4 = key, b5 = key, b6 = key, b7 = key;
        var products = default(TProducts);
        products.Start();
        for (var unit = 0L; unit < units; unit++)
        {
            var step = 0;
            for (var round = 0; round < rounds; round++)
            {
                b0 = TIsa.AesRound(b0, key);
                b1 = TIsa.AesRound(b1, key);
                b2 = TIsa.AesRound(b2, key);
                b3 = TIsa.AesRound(b3, key);
                b4 = TIsa.AesRound(b4, key);
                b5 = TIsa.AesRound(b5, key);
                b6 = TIsa.AesRound(b6, key);
                b7 = TIsa.AesRound(b7, key);
                if (step < steps)
                {
                    step++;
                    products.Step();
                }
            }
        }

        // What nobody reads would not be computed.
        s_sink = b0 ^ b1 ^ b2 ^ b3 ^ b4 ^ b5 ^ b6 ^ b7 ^ products.Sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RunProducts(long steps)
    {
        var products = default(TProducts);
        products.Start();
        for (var step = 0L; step < steps; step++)
        {
            products.Step();
        }

        s_sink = products.Sum;
    }
}

/// <summary>Four independent chains of products.</summary>
internal interface IRegisterProducts
{
    /// <summary>True when they must not run beside AES rounds.</summary>
    static abstract bool Apart { get; }

    void Start();

    /// <summary>Four products, vectors of the tier's width.</summary>
    void Step();

    Vector128<byte> Sum { get; }
}

internal struct Products128<TIsa> : IRegisterProducts
    where TIsa : struct, IIsa
{
    private Vector128<ulong> _a, _b, _c, _d, _key;

    public static bool Apart => false;

    public readonly Vector128<byte> Sum => (_a ^ _b ^ _c ^ _d).AsByte();

    public void Start() => _a = _b = _c = _d = _key = Vector128.Create(0x5A5A5A5A5A5A5A5AUL);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step()
    {
        _a = TIsa.MultiplyLow(_a, _key);
        _b = TIsa.MultiplyHigh(_b, _key);
        _c = TIsa.MultiplyLow(_c, _key);
        _d = TIsa.MultiplyHigh(_d, _key);
    }
}

internal struct Products256 : IRegisterProducts
{
    private Vector256<ulong> _a, _b, _c, _d, _key;

    public static bool Apart => false;

    public readonly Vector128<byte> Sum => (_a ^ _b ^ _c ^ _d).GetLower().AsByte();

    public void Start() => _a = _b = _c = _d = _key = Vector256.Create(0x5A5A5A5A5A5A5A5AUL);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step()
    {
        _a = Pclmulqdq.V256.CarrylessMultiply(_a, _key, 0x00);
        _b = Pclmulqdq.V256.CarrylessMultiply(_b, _key, 0x11);
        _c = Pclmulqdq.V256.CarrylessMultiply(_c, _key, 0x01);
        _d = Pclmulqdq.V256.CarrylessMultiply(_d, _key, 0x10);
    }
}

internal struct Products512 : IRegisterProducts
{
    private Vector512<ulong> _a, _b, _c, _d, _key;

    public static bool Apart => true;

    public readonly Vector128<byte> Sum => (_a ^ _b ^ _c ^ _d).GetLower().GetLower().AsByte();

    public void Start() => _a = _b = _c = _d = _key = Vector512.Create(0x5A5A5A5A5A5A5A5AUL);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step()
    {
        _a = Pclmulqdq.V512.CarrylessMultiply(_a, _key, 0x00);
        _b = Pclmulqdq.V512.CarrylessMultiply(_b, _key, 0x11);
        _c = Pclmulqdq.V512.CarrylessMultiply(_c, _key, 0x01);
        _d = Pclmulqdq.V512.CarrylessMultiply(_d, _key, 0x10);
    }
}
