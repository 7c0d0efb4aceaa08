using System.Text.Json;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Ciphers;

public class AesCtsTests
{
    private const string Sentence =
        "4920776f756c64206c696b65207468652047656e6572616c20476175277320436869636b656e2c20706c656173652c20616e6420776f6e746f6e20736f75702e";

    public static TheoryData<int> AllTiers => new(AesCts.Tiers.Select(tier => (int)tier));

    // RFC 3962 appendix B, IV zero.
    [Theory]
    [InlineData("c6353568f2bf8cb4d8a580362da7ff7f97")]
    [InlineData("fc00783e0efdb2c1d445d4c8eff7ed2297687268d6ecccc0c07b25e25ecfe5")]
    [InlineData("39312523a78662d5be7fcbcc98ebf5a897687268d6ecccc0c07b25e25ecfe584")]
    [InlineData("97687268d6ecccc0c07b25e25ecfe584b3fffd940c16a18c1b5549d2f838029e39312523a78662d5be7fcbcc98ebf5")]
    [InlineData("97687268d6ecccc0c07b25e25ecfe5849dad8bbb96c4cdc03bc103e1a194bbd839312523a78662d5be7fcbcc98ebf5a8")]
    [InlineData("97687268d6ecccc0c07b25e25ecfe58439312523a78662d5be7fcbcc98ebf5a84807efe836ee89a526730dbc2f7bc8409dad8bbb96c4cdc03bc103e1a194bbd8")]
    public void Rfc3962(string cipherText)
    {
        byte[] expected = Convert.FromHexString(cipherText);
        byte[] plain = Convert.FromHexString(Sentence)[..expected.Length];
        foreach (Tier tier in AesCts.Tiers)
        {
            using AesCts cts = AesCts.Create("chicken teriyaki"u8, tier);
            CheckEverySplit(cts, plain, expected);
        }
    }

    [Theory]
    [MemberData(nameof(AllTiers))]
    public void Acvp_cs3(int tier)
    {
        JsonElement requests = ReadGroups("acvp/ACVP-AES-CBC-CS3.vectors.json.bz2");
        JsonElement answers = ReadGroups("acvp/ACVP-AES-CBC-CS3.expected.json.bz2");
        int count = 0;
        foreach ((JsonElement group, JsonElement answer) in requests.EnumerateArray().Zip(answers.EnumerateArray()))
        {
            bool encrypts = group.GetProperty("direction").GetString() == "encrypt";
            foreach ((JsonElement test, JsonElement result) in
                group.GetProperty("tests").EnumerateArray().Zip(answer.GetProperty("tests").EnumerateArray()))
            {
                using AesCts cts = AesCts.Create(test.Hex("key"), (Tier)tier);
                byte[] plain = encrypts ? test.Hex("pt") : result.Hex("pt");
                byte[] cipher = encrypts ? result.Hex("ct") : test.Hex("ct");
                CheckWithIv(cts, test.Hex("iv"), plain, cipher);
                if (test.Hex("iv").All(b => b == 0))
                {
                    CheckEverySplit(cts, plain, cipher);
                }

                count++;
            }
        }

        Assert.Equal(40, count);
    }

    // Every length and both shapes of a token (tail of 16 and of 32 bytes), against the portable tier.
    [Fact]
    public void All_tiers_agree_on_every_length()
    {
        byte[] key = new byte[32];
        new Random(1).NextBytes(key);
        using AesCts portable = AesCts.Create(key, Tier.Portable);
        foreach (Tier tier in AesCts.Tiers)
        {
            using AesCts cts = AesCts.Create(key, tier);
            for (int length = 0; length <= 300; length++)
            {
                Compare(portable, cts, length, 16);
                Compare(portable, cts, length, 32);
            }

            Compare(portable, cts, 65_521, 16);
            Compare(portable, cts, 65_521, 77);
        }
    }

    private static void Compare(AesCts portable, AesCts cts, int length, int tailLength)
    {
        byte[] message = new byte[16 + length + tailLength];
        new Random(length).NextBytes(message);
        byte[] expected = (byte[])message.Clone();
        portable.Encrypt(expected.AsSpan(0, 16), expected.AsSpan(16), default);
        byte[] actual = (byte[])message.Clone();
        cts.Encrypt(actual.AsSpan(0, 16), actual.AsSpan(16, length), actual.AsSpan(16 + length));
        Assert.Equal(expected, actual);
        cts.Decrypt(actual.AsSpan(0, 16), actual.AsSpan(16, length), actual.AsSpan(16 + length));
        Assert.Equal(message, actual);
    }

    private static void CheckEverySplit(AesCts cts, byte[] plain, byte[] expected)
    {
        for (int tail = 0; tail <= plain.Length - 16; tail++)
        {
            byte[] head = plain[..16], data = plain[16..^tail], rest = plain[^tail..];
            cts.Encrypt(head, data, rest);
            Assert.Equal(expected, (byte[])[.. head, .. data, .. rest]);
            cts.Decrypt(head, data, rest);
            Assert.Equal(plain, (byte[])[.. head, .. data, .. rest]);
        }
    }

    private static void CheckWithIv(AesCts cts, byte[] iv, byte[] plain, byte[] expected)
    {
        byte[] message = (byte[])plain.Clone();
        cts.EncryptEnd(message.AsSpan(0, 16), message.AsSpan(16), default, 0, (byte[])iv.Clone());
        Assert.Equal(expected, message);
        cts.DecryptEnd(message.AsSpan(0, 16), message.AsSpan(16), default, 0, (byte[])iv.Clone());
        Assert.Equal(plain, message);
    }

    private static JsonElement ReadGroups(string path) => VectorFolder.ReadJson(path)[1].GetProperty("testGroups");
}
