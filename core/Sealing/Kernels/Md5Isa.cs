// The four steps of MD5 (RFC 1321 section 3.4) on one word. With f one of F, G, H, I:
//   a = b + ROTL(a + f(b, c, d) + X[k] + T[i], s)
// b is the value that the step before has just made, so a step's latency counts from b: 4 or 5 cycles in general
// registers, 4 with the three-operand logic of AVX-512, whose instructions also work on a single word.

using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>A word of MD5's state in some kind of register, with MD5's steps on it.</summary>
internal interface IMd5Isa<TSelf>
    where TSelf : struct, IMd5Isa<TSelf>
{
    /// <summary>True when this machine has the instructions. Constant for the JIT.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>A word of the state.</summary>
    static abstract TSelf Create(uint value);

    /// <summary>The value of a word.</summary>
    static abstract uint Value(TSelf word);

    /// <summary>x + y.</summary>
    static abstract TSelf Add(TSelf x, TSelf y);

    /// <summary>The step with F: bits of c where b is set, of d where it is not.</summary>
    static abstract TSelf F(TSelf a, TSelf b, TSelf c, TSelf d, uint xt, [ConstantExpected] byte s);

    /// <summary>The step with G: bits of b where d is set, of c where it is not.</summary>
    static abstract TSelf G(TSelf a, TSelf b, TSelf c, TSelf d, uint xt, [ConstantExpected] byte s);

    /// <summary>The step with H: b ^ c ^ d.</summary>
    static abstract TSelf H(TSelf a, TSelf b, TSelf c, TSelf d, uint xt, [ConstantExpected] byte s);

    /// <summary>The step with I: c ^ (b | ~d).</summary>
    static abstract TSelf I(TSelf a, TSelf b, TSelf c, TSelf d, uint xt, [ConstantExpected] byte s);
}

/// <summary>A general register. G adds its two halves, which have no bit in common, so that only one waits for b.</summary>
internal readonly struct Md5ScalarIsa(uint word) : IMd5Isa<Md5ScalarIsa>
{
    private readonly uint _word = word;

    public static bool IsSupported => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5ScalarIsa Create(uint value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Value(Md5ScalarIsa word) => word._word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5ScalarIsa Add(Md5ScalarIsa x, Md5ScalarIsa y) => new(x._word + y._word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5ScalarIsa F(Md5ScalarIsa a, Md5ScalarIsa b, Md5ScalarIsa c, Md5ScalarIsa d, uint xt, [ConstantExpected] byte s) =>
        new(b._word + BitOperations.RotateLeft(a._word + xt + (d._word ^ (b._word & (c._word ^ d._word))), s));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5ScalarIsa G(Md5ScalarIsa a, Md5ScalarIsa b, Md5ScalarIsa c, Md5ScalarIsa d, uint xt, [ConstantExpected] byte s) =>
        new(b._word + BitOperations.RotateLeft(a._word + xt + (c._word & ~d._word) + (b._word & d._word), s));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5ScalarIsa H(Md5ScalarIsa a, Md5ScalarIsa b, Md5ScalarIsa c, Md5ScalarIsa d, uint xt, [ConstantExpected] byte s) =>
        new(b._word + BitOperations.RotateLeft(a._word + xt + (b._word ^ (c._word ^ d._word)), s));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5ScalarIsa I(Md5ScalarIsa a, Md5ScalarIsa b, Md5ScalarIsa c, Md5ScalarIsa d, uint xt, [ConstantExpected] byte s) =>
        new(b._word + BitOperations.RotateLeft(a._word + xt + (c._word ^ (b._word | ~d._word)), s));
}

/// <summary>The lowest lane of a vector register, with AVX-512's three-operand logic and rotation.</summary>
internal readonly struct Md5Avx512Isa(Vector128<uint> word) : IMd5Isa<Md5Avx512Isa>
{
    // Truth tables over (b, c, d): bit 4b + 2c + d.
    private const byte FTable = 0xCA;
    private const byte GTable = 0xE4;
    private const byte HTable = 0x96;
    private const byte ITable = 0x39;

    private readonly Vector128<uint> _word = word;

    public static bool IsSupported => Avx512F.VL.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Avx512Isa Create(uint value) => new(Vector128.CreateScalarUnsafe(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Value(Md5Avx512Isa word) => word._word.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Avx512Isa Add(Md5Avx512Isa x, Md5Avx512Isa y) => new(x._word + y._word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Avx512Isa F(Md5Avx512Isa a, Md5Avx512Isa b, Md5Avx512Isa c, Md5Avx512Isa d, uint xt, [ConstantExpected] byte s) =>
        Step(a, b, Avx512F.VL.TernaryLogic(b._word, c._word, d._word, FTable), xt, s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Avx512Isa G(Md5Avx512Isa a, Md5Avx512Isa b, Md5Avx512Isa c, Md5Avx512Isa d, uint xt, [ConstantExpected] byte s) =>
        Step(a, b, Avx512F.VL.TernaryLogic(b._word, c._word, d._word, GTable), xt, s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Avx512Isa H(Md5Avx512Isa a, Md5Avx512Isa b, Md5Avx512Isa c, Md5Avx512Isa d, uint xt, [ConstantExpected] byte s) =>
        Step(a, b, Avx512F.VL.TernaryLogic(b._word, c._word, d._word, HTable), xt, s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Avx512Isa I(Md5Avx512Isa a, Md5Avx512Isa b, Md5Avx512Isa c, Md5Avx512Isa d, uint xt, [ConstantExpected] byte s) =>
        Step(a, b, Avx512F.VL.TernaryLogic(b._word, c._word, d._word, ITable), xt, s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Md5Avx512Isa Step(Md5Avx512Isa a, Md5Avx512Isa b, Vector128<uint> f, uint xt, [ConstantExpected] byte s) =>
        new(b._word + Avx512F.VL.RotateLeft(a._word + Vector128.CreateScalarUnsafe(xt) + f, s));
}
