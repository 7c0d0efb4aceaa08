using System.Security.Cryptography;
using System.Text.Json;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Ciphers;

public class HmacTests
{
    [Fact]
    public void Wycheproof_sha1() => RunWycheproof<Sha1State>("wycheproof/hmac_sha1_test.json", SHA1.HashData);

    [Fact]
    public void Wycheproof_sha256() => RunWycheproof<Sha256State>("wycheproof/hmac_sha256_test.json", SHA256.HashData);

    [Fact]
    public void Wycheproof_sha384() => RunWycheproof<Sha384State>("wycheproof/hmac_sha384_test.json", SHA384.HashData);

    // RFC 2202 section 2.
    [Theory]
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "9294727a3638bb1c13f48ef8158bfc9d")]
    [InlineData("4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "750c783e6ab0b503eaa86e310a5db738")]
    [InlineData("0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c", "546573742057697468205472756e636174696f6e", "56461ef2342edc00f9bab995690efd4c")]
    public void Rfc2202_md5(string key, string message, string mac)
    {
        using var hmac = new Hmac<Md5State<Md5ScalarIsa>>(Convert.FromHexString(key));
        byte[] computed = new byte[16];
        hmac.Compute(Convert.FromHexString(message), computed);
        Assert.Equal(mac, Convert.ToHexStringLower(computed));
    }

    [Fact]
    public void Own_and_rented_hash_agree()
    {
        using var hmac = new Hmac<Sha1State>(new byte[] { 1, 2, 3 });
        byte[] message = new byte[10_000];
        Span<byte> own = stackalloc byte[12];
        Span<byte> rented = stackalloc byte[20];
        for (int round = 0; round < 3; round++)
        {
            Random.Shared.NextBytes(message);
            hmac.Compute(message, own);
            IncrementalHash hash = hmac.Rent();
            hash.AppendData(message);
            hash.GetHashAndReset(rented);
            hmac.Return(hash);
            Assert.True(own.SequenceEqual(rented[..12]));
        }
    }

    [Fact]
    public void A_key_longer_than_a_block_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Hmac<Sha1State>(new byte[65]));

    private static void RunWycheproof<THash>(string path, Func<byte[], byte[]> hash)
        where THash : unmanaged, IHashState<THash>
    {
        int count = 0;
        foreach (JsonElement group in VectorFolder.ReadJson(path).GetProperty("testGroups").EnumerateArray())
        {
            int tagSize = group.GetProperty("tagSize").GetInt32() / 8;
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                byte[] key = test.Hex("key");
                using var hmac = new Hmac<THash>(key.Length > THash.BlockSize ? hash(key) : key);
                byte[] mac = new byte[tagSize];
                hmac.Compute(test.Hex("msg"), mac);
                bool valid = test.GetProperty("result").GetString() == "valid";
                Assert.Equal(valid, mac.AsSpan().SequenceEqual(test.Hex("tag")));
                count++;
            }
        }

        Assert.True(count > 100);
    }
}
