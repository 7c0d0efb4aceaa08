using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Tests.Ciphers;

/// <summary>Two messages at once are what they are one by one, on every tier of this machine.</summary>
public sealed class TwoMessagesTests
{
    private const int Counter = 77;

    // Around the longest that a kernel for two takes, in data and in associated data, and beyond.
    private const int MaxLength = 70;

    [Theory]
    [MemberData(nameof(AeadCipherTests.Tiers), MemberType = typeof(AeadCipherTests))]
    public void They_equal_single_ones(AeadAlgorithm algorithm, Tier tier)
    {
        using AeadCipher cipher = Create(algorithm, tier);
        for (int length = 0; length <= MaxLength; length++)
        {
            for (int other = 0; other <= MaxLength; other += 7)
            {
                Message[] two = [new(Counter, length, other), new(Counter + 1, other, length)];
                cipher.SealTwo(two[0].Numbered, two[1].Numbered);
                foreach (Message message in two)
                {
                    var single = new Message(message.Counter, message.Data.Length, message.Aad.Length);
                    cipher.SealMessage(Message.Prefix, single.Counter, single.Aad, single.Data, single.Numbered.Token[16..]);
                    Assert.True(single.Data.AsSpan().SequenceEqual(message.Data) && single.Token.AsSpan(16).SequenceEqual(message.Token.AsSpan(16)), $"{length}, {other}");
                }

                Assert.Equal((true, true), cipher.UnsealTwo(two[0].Numbered, two[1].Numbered));
                Assert.All(two, message => Assert.Equal(Bytes(message.Data.Length), message.Data));
            }
        }
    }

    [Theory]
    [MemberData(nameof(AeadCipherTests.Tiers), MemberType = typeof(AeadCipherTests))]
    public void A_forged_one_is_wiped_and_harms_not_the_other(AeadAlgorithm algorithm, Tier tier)
    {
        using AeadCipher cipher = Create(algorithm, tier);
        for (int length = 1; length <= MaxLength; length++)
        {
            foreach ((bool first, bool second) in (ReadOnlySpan<(bool, bool)>)[(false, true), (true, false), (false, false)])
            {
                Message[] two = [new(Counter, length, 5), new(Counter + 1, MaxLength + 1 - length, 0)];
                cipher.SealTwo(two[0].Numbered, two[1].Numbered);
                two[0].Token[^1] ^= (byte)(first ? 0 : 0x80);
                two[1].Data[^1] ^= (byte)(second ? 0 : 1);
                Assert.Equal((first, second), cipher.UnsealTwo(two[0].Numbered, two[1].Numbered));
                Assert.Equal(first ? Bytes(length) : new byte[length], two[0].Data);
                Assert.Equal(second ? Bytes(MaxLength + 1 - length) : new byte[MaxLength + 1 - length], two[1].Data);
            }
        }
    }

    private static AeadCipher Create(AeadAlgorithm algorithm, Tier tier) =>
        AeadCiphers.Create(algorithm, Bytes(algorithm.KeySize()), Bytes(algorithm.SaltSize()), tier);

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private sealed class Message(ulong counter, int length, int aadLength)
    {
        internal const ulong Prefix = 5;

        internal ulong Counter => counter;

        internal byte[] Data { get; } = Bytes(length);

        internal byte[] Aad { get; } = Bytes(aadLength);

        internal byte[] Token { get; } = new byte[32];

        internal NumberedMessage Numbered => new() { Prefix = Prefix, Counter = counter, Aad = Aad, Data = Data, Token = Token };
    }
}
