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
