// The rounds of MD5, RFC 1321 section 3.4, over IMd5Isa. The constants T[i] = floor(2^32 * |sin(i)|) and the shifts stand
// in the steps themselves, where the compiler folds them into the instructions.

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>MD5's rounds.</summary>
internal static unsafe class Md5Kernel
{
    /// <summary>Reads one block as 16 little-endian words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Load(byte* block, uint* x)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(new ReadOnlySpan<uint>(block, 16), new Span<uint>(x, 16));
            return;
        }

        Vector128.Store(Vector128.Load((uint*)block), x);
        Vector128.Store(Vector128.Load((uint*)(block + 16)), x + 4);
        Vector128.Store(Vector128.Load((uint*)(block + 32)), x + 8);
        Vector128.Store(Vector128.Load((uint*)(block + 48)), x + 12);
    }

    /// <summary>The 64 steps, with work after every four of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Rounds<TIsa, TWork>(ref TIsa a, ref TIsa b, ref TIsa c, ref TIsa d, uint* x, ref TWork work)
        where TIsa : struct, IMd5Isa<TIsa>
        where TWork : struct, IRoundWork
    {
        FirstRound<TIsa, TWork>(ref a, ref b, ref c, ref d, x, ref work);
        SecondRound<TIsa, TWork>(ref a, ref b, ref c, ref d, x, ref work);
        ThirdRound<TIsa, TWork>(ref a, ref b, ref c, ref d, x, ref work);
        FourthRound<TIsa, TWork>(ref a, ref b, ref c, ref d, x, ref work);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FirstRound<TIsa, TWork>(ref TIsa a, ref TIsa b, ref TIsa c, ref TIsa d, uint* x, ref TWork work)
        where TIsa : struct, IMd5Isa<TIsa>
        where TWork : struct, IRoundWork
    {
        a = TIsa.F(a, b, c, d, x[0] + 0xD76AA478, 7);
        d = TIsa.F(d, a, b, c, x[1] + 0xE8C7B756, 12);
        c = TIsa.F(c, d, a, b, x[2] + 0x242070DB, 17);
        b = TIsa.F(b, c, d, a, x[3] + 0xC1BDCEEE, 22);
        work.Step();
        a = TIsa.F(a, b, c, d, x[4] + 0xF57C0FAF, 7);
        d = TIsa.F(d, a, b, c, x[5] + 0x4787C62A, 12);
        c = TIsa.F(c, d, a, b, x[6] + 0xA8304613, 17);
        b = TIsa.F(b, c, d, a, x[7] + 0xFD469501, 22);
        work.Step();
        a = TIsa.F(a, b, c, d, x[8] + 0x698098D8, 7);
        d = TIsa.F(d, a, b, c, x[9] + 0x8B44F7AF, 12);
        c = TIsa.F(c, d, a, b, x[10] + 0xFFFF5BB1, 17);
        b = TIsa.F(b, c, d, a, x[11] + 0x895CD7BE, 22);
        work.Step();
        a = TIsa.F(a, b, c, d, x[12] + 0x6B901122, 7);
        d = TIsa.F(d, a, b, c, x[13] + 0xFD987193, 12);
        c = TIsa.F(c, d, a, b, x[14] + 0xA679438E, 17);
        b = TIsa.F(b, c, d, a, x[15] + 0x49B40821, 22);
        work.Step();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SecondRound<TIsa, TWork>(ref TIsa a, ref TIsa b, ref TIsa c, ref TIsa d, uint* x, ref TWork work)
        where TIsa : struct, IMd5Isa<TIsa>
        where TWork : struct, IRoundWork
    {
        a = TIsa.G(a, b, c, d, x[1] + 0xF61E2562, 5);
        d = TIsa.G(d, a, b, c, x[6] + 0xC040B340, 9);
        c = TIsa.G(c, d, a, b, x[11] + 0x265E5A51, 14);
        b = TIsa.G(b, c, d, a, x[0] + 0xE9B6C7AA, 20);
        work.Step();
        a = TIsa.G(a, b, c, d, x[5] + 0xD62F105D, 5);
        d = TIsa.G(d, a, b, c, x[10] + 0x02441453, 9);
        c = TIsa.G(c, d, a, b, x[15] + 0xD8A1E681, 14);
        b = TIsa.G(b, c, d, a, x[4] + 0xE7D3FBC8, 20);
        work.Step();
        a = TIsa.G(a, b, c, d, x[9] + 0x21E1CDE6, 5);
        d = TIsa.G(d, a, b, c, x[14] + 0xC33707D6, 9);
        c = TIsa.G(c, d, a, b, x[3] + 0xF4D50D87, 14);
        b = TIsa.G(b, c, d, a, x[8] + 0x455A14ED, 20);
        work.Step();
        a = TIsa.G(a, b, c, d, x[13] + 0xA9E3E905, 5);
        d = TIsa.G(d, a, b, c, x[2] + 0xFCEFA3F8, 9);
        c = TIsa.G(c, d, a, b, x[7] + 0x676F02D9, 14);
        b = TIsa.G(b, c, d, a, x[12] + 0x8D2A4C8A, 20);
        work.Step();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ThirdRound<TIsa, TWork>(ref TIsa a, ref TIsa b, ref TIsa c, ref TIsa d, uint* x, ref TWork work)
        where TIsa : struct, IMd5Isa<TIsa>
        where TWork : struct, IRoundWork
    {
        a = TIsa.H(a, b, c, d, x[5] + 0xFFFA3942, 4);
        d = TIsa.H(d, a, b, c, x[8] + 0x8771F681, 11);
        c = TIsa.H(c, d, a, b, x[11] + 0x6D9D6122, 16);
        b = TIsa.H(b, c, d, a, x[14] + 0xFDE5380C, 23);
        work.Step();
        a = TIsa.H(a, b, c, d, x[1] + 0xA4BEEA44, 4);
        d = TIsa.H(d, a, b, c, x[4] + 0x4BDECFA9, 11);
        c = TIsa.H(c, d, a, b, x[7] + 0xF6BB4B60, 16);
        b = TIsa.H(b, c, d, a, x[10] + 0xBEBFBC70, 23);
        work.Step();
        a = TIsa.H(a, b, c, d, x[13] + 0x289B7EC6, 4);
        d = TIsa.H(d, a, b, c, x[0] + 0xEAA127FA, 11);
        c = TIsa.H(c, d, a, b, x[3] + 0xD4EF3085, 16);
        b = TIsa.H(b, c, d, a, x[6] + 0x04881D05, 23);
        work.Step();
        a = TIsa.H(a, b, c, d, x[9] + 0xD9D4D039, 4);
        d = TIsa.H(d, a, b, c, x[12] + 0xE6DB99E5, 11);
        c = TIsa.H(c, d, a, b, x[15] + 0x1FA27CF8, 16);
        b = TIsa.H(b, c, d, a, x[2] + 0xC4AC5665, 23);
        work.Step();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourthRound<TIsa, TWork>(ref TIsa a, ref TIsa b, ref TIsa c, ref TIsa d, uint* x, ref TWork work)
        where TIsa : struct, IMd5Isa<TIsa>
        where TWork : struct, IRoundWork
    {
        a = TIsa.I(a, b, c, d, x[0] + 0xF4292244, 6);
        d = TIsa.I(d, a, b, c, x[7] + 0x432AFF97, 10);
        c = TIsa.I(c, d, a, b, x[14] + 0xAB9423A7, 15);
        b = TIsa.I(b, c, d, a, x[5] + 0xFC93A039, 21);
        work.Step();
        a = TIsa.I(a, b, c, d, x[12] + 0x655B59C3, 6);
        d = TIsa.I(d, a, b, c, x[3] + 0x8F0CCC92, 10);
        c = TIsa.I(c, d, a, b, x[10] + 0xFFEFF47D, 15);
        b = TIsa.I(b, c, d, a, x[1] + 0x85845DD1, 21);
        work.Step();
        a = TIsa.I(a, b, c, d, x[8] + 0x6FA87E4F, 6);
        d = TIsa.I(d, a, b, c, x[15] + 0xFE2CE6E0, 10);
        c = TIsa.I(c, d, a, b, x[6] + 0xA3014314, 15);
        b = TIsa.I(b, c, d, a, x[13] + 0x4E0811A1, 21);
        work.Step();
        a = TIsa.I(a, b, c, d, x[4] + 0xF7537E82, 6);
        d = TIsa.I(d, a, b, c, x[11] + 0xBD3AF235, 10);
        c = TIsa.I(c, d, a, b, x[2] + 0x2AD7D2BB, 15);
        b = TIsa.I(b, c, d, a, x[9] + 0xEB86D391, 21);
        work.Step();
    }
}
