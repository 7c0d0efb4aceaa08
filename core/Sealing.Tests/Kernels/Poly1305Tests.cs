using System.Buffers.Binary;
using System.Numerics;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Tests.Kernels;

/// <summary>Poly1305 where random messages never come: r and blocks at their ends, sums beside 2^128 and 2^130 - 5.</summary>
public sealed unsafe class Poly1305Tests
{
    private const int BlockSize = 16;

    // Bytes that the scalar code takes before the lanes do: a sum with a carry that waits is handed over.
    private const int FirstSize = 4 * BlockSize;

    private static readonly BigInteger s_p = (BigInteger.One << 130) - 5;

    // The two halves of r: nothing, one, two, its upper half alone, the largest.
    private static readonly (ulong Low, ulong High)[] s_r = [(0, 0), (1, 0), (2, 0), (0, 4), (0x0FFFFFFC_0FFFFFFF, 0x0FFFFFFC_0FFFFFFC)];

    // Single steps, pairs, runs of four steps and what is left of them; few blocks are for the scalar code alone.
    private static readonly int[] s_blocks = [1, 2, 3, 4, 7, 8, 12, 16, 20, 24, 132, 136, 140, 144, 148, 152];

    [Fact]
    public void Extremes_equal_the_formula()
    {
        foreach ((ulong low, ulong high) in s_r)
        {
            foreach (int count in s_blocks)
            {
                foreach (byte[] message in Messages(count))
                {
                    UInt128 expected = Formula(low, high, message);
                    Assert.Equal(expected, Hash(low, high, message, message.Length));
                    if (message.Length > FirstSize && message.Length % PolyWide.StepSize == 0 && Tier.X86Avx2.IsAvailable())
                    {
                        Assert.Equal(expected, Hash(low, high, message, FirstSize));
                        Assert.Equal(expected, Hash(low, high, message, 0));
                    }
                }
            }
        }
    }

    // All bits clear, all set, and one block of a little less than 2^128 or 2^127 among clear ones: with r = 1 sums on both sides
    // of 2^128 and of p, with r = 2 a carry that runs through the upper half.
    private static IEnumerable<byte[]> Messages(int count)
    {
        yield return new byte[BlockSize * count];
        byte[] full = new byte[BlockSize * count];
        full.AsSpan().Fill(0xFF);
        yield return full;
        foreach (int block in new[] { 0, 3, count - 1 }.Where(block => block < count).Distinct())
        {
            for (int below = 1; below <= 24; below++)
            {
                foreach (UInt128 end in new[] { UInt128.Zero, UInt128.One << 127 })
                {
                    byte[] one = new byte[BlockSize * count];
                    BinaryPrimitives.WriteUInt128LittleEndian(one.AsSpan(BlockSize * block), end - (UInt128)below);
                    yield return one;
                }
            }
        }
    }

    // So many bytes first by the scalar code, the others in lanes.
    private static UInt128 Hash(ulong low, ulong high, byte[] message, int first)
    {
        ulong* key = stackalloc ulong[] { low, high, 0, 0 };
        Poly1305 hash = Poly1305.Start((byte*)key);
        fixed (byte* data = message)
        {
            hash.AddPadded(data, (nuint)first);
            if (first < message.Length)
            {
                PolyWide.Add(ref hash, data + first, (nuint)(message.Length - first));
            }
        }

        return hash.Finish();
    }

    // RFC 8439, section 2.5, with a pad of zero.
    private static UInt128 Formula(ulong low, ulong high, byte[] message)
    {
        BigInteger r = ((BigInteger)high << 64) + low;
        BigInteger h = 0;
        foreach (byte[] block in message.Chunk(BlockSize))
        {
            h = (h + new BigInteger(block, isUnsigned: true) + (BigInteger.One << 128)) * r % s_p;
        }

        return (UInt128)(h & (BigInteger)UInt128.MaxValue);
    }
}
