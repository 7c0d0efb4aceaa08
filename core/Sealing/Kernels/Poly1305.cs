// Poly1305 (RFC 8439, section 2.5): h = (h + block + 2^128) * r modulo p = 2^130 - 5.
//
// One block at a time: h = h0 + (h1 + carry) 2^64 + h2 2^128 and the clamped r = r0 + r1 2^64 whose r1 is a multiple of 4, so
// that 2^128 r1 = 5 r1 / 4 modulo p (s1 below). Four 64-bit products per block. r0, r1 < 2^60, s1 < 1.25 * 2^60, h2 <= 7 and
// carry <= 3, so that sums of the products' upper halves fit 64 bits; a carry out of a lower half waits for the next block,
// which keeps all of them off the path from one h0 to the next.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PerfLab.Sealing.Kernels;

/// <summary>A running Poly1305.</summary>
internal unsafe struct Poly1305
{
    internal ulong R0, R1;
    private Number _h;
    private ulong _pad0, _pad1;

    /// <summary>The sum so far, below 2^131.</summary>
    internal readonly (ulong H0, ulong H1, ulong H2) Sum
    {
        get
        {
            ulong h1 = _h.H1 + _h.Carry;
            return (_h.H0, h1, _h.H2 + Carry(h1, _h.Carry));
        }
    }

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

    /// <summary>Goes on from another sum below 2^131.</summary>
    internal void Continue(ulong h0, ulong h1, ulong h2) => _h = new() { H0 = h0, H1 = h1, H2 = h2 };

    /// <summary>Adds the bytes and zeros up to the next full block.</summary>
    internal void AddPadded(byte* data, nuint length)
    {
        Number h = _h;
        ulong r0 = R0;
        ulong r1 = R1;
        for (; length >= 16; length -= 16, data += 16)
        {
            // SAFETY: 16 bytes are left.
            h.AddBlock(r0, r1, Unsafe.ReadUnaligned<ulong>(data), Unsafe.ReadUnaligned<ulong>(data + 8));
        }

        if (length > 0)
        {
            Vector128<ulong> last = Partial.Load(data, length).AsUInt64();
            h.AddBlock(r0, r1, last[0], last[1]);
        }

        _h = h;
    }

    /// <summary>Multiplies the sum by r.</summary>
    internal void Multiply() => _h.Multiply(R0, R1);

    /// <summary>Adds one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddBlock(ulong low, ulong high) => _h.AddBlock(R0, R1, low, high);

    /// <summary>Fully reduces h and adds the pad: the tag.</summary>
    internal readonly UInt128 Finish()
    {
        (ulong h0, ulong h1, ulong h2) = Sum;
        var h = new UInt128(h1, h0);
        UInt128 reduced = h + 5;
        ulong carry = IsLess(reduced, h);
        ulong mask = 0 - (((h2 + carry) >> 2) & 1);
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

    // The carry of a sum of which one part is given.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Carry(ulong sum, ulong part) => sum < part ? 1ul : 0;

    // Four fields and no more: the compiler then keeps each in a register.
    private struct Number
    {
        internal ulong H0, H1, H2, Carry;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void AddBlock(ulong r0, ulong r1, ulong low, ulong high)
        {
            H0 += low;
            H1 += high;
            Carry += Poly1305.Carry(H0, low);
            H2 += Poly1305.Carry(H1, high) + 1;
            Multiply(r0, r1);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Multiply(ulong r0, ulong r1)
        {
            ulong s1 = r1 + (r1 >> 2);
            ulong high00 = Math.BigMul(H0, r0, out ulong low00);
            ulong high11 = Math.BigMul(H1, s1, out ulong low11);
            ulong high01 = Math.BigMul(H0, r1, out ulong low01);
            ulong high10 = Math.BigMul(H1, r0, out ulong low10);
            ulong middle = high00 + high11 + ((H2 * s1) + (Carry * r0));
            ulong top = high01 + high10 + ((H2 * r0) + (Carry * r1));
            ulong fold = 5 * (top >> 2);
            low00 += low11;
            low01 += low10;
            H0 = low00 + fold;
            H1 = low01 + middle;
            H2 = (top & 3) + (Poly1305.Carry(low01, low10) + Poly1305.Carry(H1, middle));
            Carry = Poly1305.Carry(low00, low11) + Poly1305.Carry(H0, fold);
        }
    }
}
