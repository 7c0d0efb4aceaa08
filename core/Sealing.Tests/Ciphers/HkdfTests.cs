using System.Security.Cryptography;
using PerfLab.Sealing.Ciphers;

namespace PerfLab.Sealing.Tests.Ciphers;

public class HkdfTests
{
    // RFC 5869, A.1.
    [Fact]
    public void Published_vector()
    {
        byte[] secret = [.. Enumerable.Repeat((byte)0x0B, 22)];
        byte[] prk = new byte[Hkdf.PrkSize];
        byte[] key = new byte[42];
        Hkdf.Extract(secret, Convert.FromHexString("000102030405060708090a0b0c"), prk);
        Hkdf.Expand(prk, Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9"), key);
        Assert.Equal("077709362C2E32DF0DDC3F0DC47BBA6390B6C73BB50F9C3122EC844AD7C2B3E5", Convert.ToHexString(prk));
        Assert.Equal(
            "3CB25F25FAACD57A90434F64D0362F2A2D2D0A90CF1A5A4C5DB02D56ECC4C5BF34007208D5B887185865", Convert.ToHexString(key));
    }

    [Fact]
    public void Agrees_with_the_framework_at_every_length()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(100);
        byte[] prk = new byte[Hkdf.PrkSize];
        for (int length = 0; length <= 200; length++)
        {
            byte[] info = secret[..(length % 65)];
            Hkdf.Extract(secret.AsSpan(0, length / 2), secret.AsSpan(length % 37, 27), prk);
            Assert.Equal(HKDF.Extract(HashAlgorithmName.SHA256, secret[..(length / 2)], secret[(length % 37)..(length % 37 + 27)]), prk);
            byte[] key = new byte[length];
            Hkdf.Expand(prk, info, key);
            Assert.Equal(length == 0 ? [] : HKDF.Expand(HashAlgorithmName.SHA256, prk, length, info), key);
        }
    }
}
