// Every algorithm on every tier of this machine against outside implementations, and each tier's refusal of what was
// not sealed. Lengths pass every boundary of the kernels: partial blocks, batches, groups of one reduction.

using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Tests.Ciphers;

public class AeadCipherTests
{
    private static readonly int[] LongLengths =
        [1151, 1536, 1791, 1792, 1793, 2047, 2048, 2049, 4095, 4096, 4113, 7680, 8191, 8192, 8209, 16384 + 17, 65536 + 1, (1 << 20) + 17];

    public static TheoryData<AeadAlgorithm, Tier> Tiers()
    {
        var data = new TheoryData<AeadAlgorithm, Tier>();
        foreach (AeadAlgorithm algorithm in AeadOracle.Algorithms)
        {
            foreach (Tier tier in AeadCiphers.Tiers(algorithm))
            {
                data.Add(algorithm, tier);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Every_length_equals_the_outside_implementation(AeadAlgorithm algorithm, Tier tier)
    {
        foreach (int length in Enumerable.Range(0, 4097).Concat(LongLengths))
        {
            RoundTrip(new Sample(algorithm, length, aadLength: length % 40), tier);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Every_associated_data_equals_the_outside_implementation(AeadAlgorithm algorithm, Tier tier)
    {
        foreach (int aadLength in Enumerable.Range(0, 65).Concat(Enumerable.Range(440, 110)).Append(5000))
        {
            RoundTrip(new Sample(algorithm, 0, aadLength), tier);
            RoundTrip(new Sample(algorithm, 61, aadLength), tier);
            RoundTrip(new Sample(algorithm, 700, aadLength), tier);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void The_message_form_is_the_standard_form_of_its_header(AeadAlgorithm algorithm, Tier tier)
    {
        foreach (int length in new[] { 0, 1, 15, 16, 17, 64, 100, 255, 256, 257, 480, 481, 500, 1000, 5000 })
        {
            foreach (int aadLength in new[] { 0, 5, 16, 100, 600 })
            {
                var sample = new Sample(algorithm, length, aadLength);
                const ulong Prefix = 0x8877665544332211;
                const ulong Counter = 0x0102030405060708;
                byte[] counterBytes = [1, 2, 3, 4, 5, 6, 7, 8];
                byte[] salt = sample.Nonce[..algorithm.SaltSize()];
                byte[] aad = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, .. counterBytes, .. sample.Aad];
                var expected = AeadOracle.Seal(algorithm, sample.Key, [.. salt, .. counterBytes], aad, sample.Data);

                using AeadCipher cipher = AeadCiphers.Create(algorithm, sample.Key, salt, tier);
                byte[] data = [.. sample.Data];
                byte[] tag = new byte[16];
                cipher.SealMessage(Prefix, Counter, sample.Aad, data, tag);
                Assert.Equal(expected.Data, data);
                Assert.Equal(expected.Tag, tag);
                Assert.True(cipher.UnsealMessage(Prefix, Counter, sample.Aad, data, tag));
                Assert.Equal(sample.Data, data);

                cipher.SealMessage(Prefix, Counter, sample.Aad, data, tag);
                Assert.False(cipher.UnsealMessage(Prefix ^ 1, Counter, sample.Aad, data, tag));
                Assert.Equal(new byte[length], data);
                expected.Data.CopyTo(data, 0);
                Assert.False(cipher.UnsealMessage(Prefix, Counter ^ 1, sample.Aad, data, tag));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Any_changed_bit_is_refused_and_the_data_wiped(AeadAlgorithm algorithm, Tier tier)
    {
        foreach (int length in new[] { 0, 1, 16, 31, 160, 700 })
        {
            var sample = new Sample(algorithm, length, aadLength: 21);
            using AeadCipher cipher = sample.Cipher(tier);
            byte[] data = [.. sample.Data];
            byte[] tag = new byte[16];
            cipher.Seal(sample.Nonce, sample.Aad, data, tag);
            byte[][] parts = [[.. sample.Nonce], [.. sample.Aad], data, tag];
            foreach (byte[] part in parts)
            {
                for (int bit = 0; bit < 8 * part.Length; bit++)
                {
                    part[bit / 8] ^= (byte)(1 << (bit % 8));
                    byte[] output = [.. data];
                    Assert.False(cipher.Unseal(parts[0], parts[1], output, tag), $"{length}: bit {bit}");
                    Assert.Equal(new byte[length], output);
                    part[bit / 8] ^= (byte)(1 << (bit % 8));
                }
            }

            Assert.False(cipher.Unseal(sample.Nonce, sample.Aad, [.. data], new byte[16]));
            Assert.True(cipher.Unseal(sample.Nonce, sample.Aad, data, tag));
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Alignment_does_not_matter(AeadAlgorithm algorithm, Tier tier)
    {
        foreach (int length in new[] { 15, 130, 1055 })
        {
            var sample = new Sample(algorithm, length, aadLength: 33);
            var expected = AeadOracle.Seal(algorithm, sample.Key, sample.Nonce, sample.Aad, sample.Data);
            using AeadCipher cipher = sample.Cipher(tier);
            byte[] room = GC.AllocateArray<byte>(length + 64, pinned: true);
            byte[] aadRoom = GC.AllocateArray<byte>(33 + 64, pinned: true);
            byte[] tag = new byte[16 + 64];
            for (int offset = 0; offset < 64; offset++)
            {
                Array.Fill(room, (byte)0xA5);
                Array.Fill(tag, (byte)0xA5);
                sample.Data.CopyTo(room, offset);
                sample.Aad.CopyTo(aadRoom, 63 - offset);
                cipher.Seal(sample.Nonce, aadRoom.AsSpan(63 - offset, 33), room.AsSpan(offset, length), tag.AsSpan(offset, 16));
                Assert.Equal(Surround(expected.Data, offset), room);
                Assert.Equal(Surround(expected.Tag, offset), tag);
                Assert.True(cipher.Unseal(sample.Nonce, sample.Aad, room.AsSpan(offset, length), tag.AsSpan(offset, 16)));
                Assert.Equal(Surround(sample.Data, offset), room);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_message_allocates_nothing(AeadAlgorithm algorithm, Tier tier)
    {
        var sample = new Sample(algorithm, 100, aadLength: 0);
        using AeadCipher cipher = sample.Cipher(tier);
        byte[] tag = new byte[16];
        cipher.SealMessage(1, 2, default, sample.Data, tag);
        Assert.True(cipher.UnsealMessage(1, 2, default, sample.Data, tag));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong counter = 0; counter < 100; counter++)
        {
            cipher.SealMessage(1, counter, default, sample.Data, tag);
            cipher.UnsealMessage(1, counter, default, sample.Data, tag);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void BouncyCastle_and_the_framework_agree_on_gcm()
    {
        for (int length = 0; length < 300; length += 7)
        {
            var sample = new Sample(AeadAlgorithm.Aes256Gcm, length, aadLength: length / 3);
            var expected = AeadOracle.SealGcmByBouncyCastle(sample.Key, sample.Nonce, sample.Aad, sample.Data);
            using AeadCipher cipher = sample.Cipher(AeadCiphers.BestTier(AeadAlgorithm.Aes256Gcm));
            byte[] tag = new byte[16];
            cipher.Seal(sample.Nonce, sample.Aad, sample.Data, tag);
            Assert.Equal(expected.Data, sample.Data);
            Assert.Equal(expected.Tag, tag);
        }
    }

    [Theory]
    [InlineData(11, 16)]
    [InlineData(13, 16)]
    [InlineData(12, 15)]
    [InlineData(12, 12)]
    public void Wrong_sizes_are_refused(int nonceSize, int tagSize)
    {
        using AeadCipher cipher = AeadCipher.Create(AeadAlgorithm.Aes128Gcm, new byte[16], new byte[4]);
        Assert.Throws<ArgumentException>(() => cipher.Seal(new byte[nonceSize], default, default, new byte[tagSize]));
        Assert.Throws<ArgumentException>(() => cipher.Unseal(new byte[nonceSize], default, default, new byte[tagSize]));
        Assert.Throws<ArgumentException>(() => AeadCipher.Create(AeadAlgorithm.Aes128Gcm, new byte[32], new byte[4]));
        Assert.Throws<ArgumentException>(() => AeadCipher.Create(AeadAlgorithm.Aes256Gcm, new byte[32], new byte[12]));
    }

    private static byte[] Surround(byte[] content, int offset)
    {
        byte[] all = new byte[content.Length + 64];
        Array.Fill(all, (byte)0xA5);
        content.CopyTo(all, offset);
        return all;
    }

    private static void RoundTrip(Sample sample, Tier tier)
    {
        var expected = AeadOracle.Seal(sample.Algorithm, sample.Key, sample.Nonce, sample.Aad, sample.Data);
        using AeadCipher cipher = sample.Cipher(tier);
        byte[] data = [.. sample.Data];
        byte[] tag = new byte[16];
        cipher.Seal(sample.Nonce, sample.Aad, data, tag);
        Assert.True(expected.Data.AsSpan().SequenceEqual(data), $"data of {data.Length} bytes, {sample.Aad.Length} of associated data");
        Assert.True(expected.Tag.AsSpan().SequenceEqual(tag), $"tag of {data.Length} bytes, {sample.Aad.Length} of associated data");
        Assert.True(cipher.Unseal(sample.Nonce, sample.Aad, data, tag));
        Assert.True(sample.Data.AsSpan().SequenceEqual(data), $"unsealed data of {data.Length} bytes");
    }

    private sealed class Sample
    {
        internal Sample(AeadAlgorithm algorithm, int length, int aadLength)
        {
            var random = new Random(HashCode.Combine(algorithm, length, aadLength));
            Algorithm = algorithm;
            Key = Bytes(random, algorithm.KeySize());
            Nonce = Bytes(random, algorithm.NonceSize());
            Aad = Bytes(random, aadLength);
            Data = Bytes(random, length);
        }

        internal AeadAlgorithm Algorithm { get; }

        internal byte[] Key { get; }

        internal byte[] Nonce { get; }

        internal byte[] Aad { get; }

        internal byte[] Data { get; }

        internal AeadCipher Cipher(Tier tier) => AeadCiphers.Create(Algorithm, Key, Nonce.AsSpan(0, Algorithm.SaltSize()), tier);

        private static byte[] Bytes(Random random, int length)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        }
    }
}
