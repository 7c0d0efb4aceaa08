// Poly1305 (RFC 8439, section 2.5): h = (h + block + 2^128) * r modulo p = 2^130 - 5.
//
// One block at a time: h = h0 + h1 2^64 + h2 2^128 and the clamped r = r0 + r1 2^64 whose r1 is a multiple of 4, so that
// 2^128 r1 = 5 r1 / 4 modulo p (s1 below). Four 64-bit products per block, h is kept below 2^130 + a few bits.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>A running Poly1305.</summary>
internal unsafe struct Poly1305
{
    internal ulong R0, R1, H0, H1, H2;
    private ulong _pad0, _pad1;

    /// <summary>Starts with the 32-byte one-time key.</summary>
    internal static Poly1305 Start(byte* key)
    {
        ulong* words = (ulong*)key;
        return new Poly1305
        {
            R0 = words[0] & 0x0FFFFFFC_0FFFFFFF,
            R1 = words[1] & 0x0FFFFFFC_0FFFFFFC,
            _pad0 = words[2],
            _pad1 = words[3],
        };
    }

    /// <summary>Adds the bytes and zeros up to the next full block.</summary>
    internal void AddPadded(byte* data, nuint length)
    {
        for (; length >= 16; length -= 16, data += 16)
        {
            // SAFETY: 16 bytes are left.
            AddBlock(Unsafe.ReadUnaligned<ulong>(data), Unsafe.ReadUnaligned<ulong>(data + 8));
        }

        if (length > 0)
        {
            Vector128<ulong> last = Partial.Load(data, length).AsUInt64();
            AddBlock(last[0], last[1]);
        }
    }

    /// <summary>Adds one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddBlock(ulong low, ulong high)
    {
        UInt128 sum = (UInt128)H0 + low;
        H0 = (ulong)sum;
        sum = (UInt128)H1 + high + (ulong)(sum >> 64);
        H1 = (ulong)sum;
        H2 += (ulong)(sum >> 64) + 1;
        Multiply(R0, R1);
    }

    /// <summary>h = h * (r0 + r1 2^64) modulo p, partly reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Multiply(ulong r0, ulong r1)
    {
        ulong s1 = r1 + (r1 >> 2);
        ulong d0High = Math.BigMul(H0, r0, out ulong d0Low);
        ulong high = Math.BigMul(H1, s1, out ulong low);
        AddTo(ref d0High, ref d0Low, high, low);
        ulong d1High = Math.BigMul(H0, r1, out ulong d1Low);
        high = Math.BigMul(H1, r0, out low);
        AddTo(ref d1High, ref d1Low, high, low);
        AddTo(ref d1High, ref d1Low, 0, H2 * s1);
        AddTo(ref d1High, ref d1Low, 0, d0High);
        ulong top = (H2 * r0) + d1High;
        ulong fold = (top & ~3ul) + (top >> 2);
        H0 = d0Low + fold;
        ulong carry = H0 < fold ? 1ul : 0;
        H1 = d1Low + carry;
        H2 = (top & 3) + (H1 < carry ? 1ul : 0);
    }

    /// <summary>Fully reduces h and adds the pad: the tag.</summary>
    internal readonly UInt128 Finish()
    {
        var h = new UInt128(H1, H0);
        UInt128 reduced = h + 5;
        ulong carry = IsLess(reduced, h);
        ulong mask = 0 - (((H2 + carry) >> 2) & 1);
        h = (h & ~new UInt128(mask, mask)) | (reduced & new UInt128(mask, mask));
        return h + new UInt128(_pad1, _pad0);
    }

    /// <summary>1 when a is less than b, else 0: the borrow of a - b, without the branch of UInt128's own comparison.</summary>
    internal static ulong IsLess(UInt128 a, UInt128 b)
    {
        ulong low = Borrow((ulong)a, (ulong)b, (ulong)a - (ulong)b);
        ulong high = (ulong)(a >> 64);
        ulong other = (ulong)(b >> 64);
        return Borrow(high, other, high - other - low);
    }

    private static ulong Borrow(ulong a, ulong b, ulong difference) => ((~a & b) | ((~a | b) & difference)) >> 63;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(ref ulong high, ref ulong low, ulong addHigh, ulong addLow)
    {
        low += addLow;
        high += addHigh + (low < addLow ? 1ul : 0);
    }
}
