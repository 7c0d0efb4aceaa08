using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Kerberos;

public class KeyDerivationTests
{
    // RFC 3961 appendix A.1, and usage constants folded by an independent program.
    [Theory]
    [InlineData("303132333435", "be072631276b1955")]
    [InlineData("6b65726265726f73", "6b65726265726f73")]
    [InlineData("6b65726265726f73", "6b65726265726f737b9b5b2b93132b93")]
    [InlineData("6b65726265726f73", "6b65726265726f737b9b5b2b93132b935c9bdcdad95c9899c4cae4dee6d6cae4")]
    [InlineData("0000001699", "456fb85c234fcd5c9248a4522642d48a")]
    [InlineData("00000016aa", "560080c05560555cd66ab55aaa82d6ab")]
    [InlineData("0000001655", "032c96cb5b0dad5b81c060301542cc06")]
    [InlineData("0000001799", "4df3fa7d3357cd609449a4d26642f49a")]
    [InlineData("00000017aa", "5e84c2e165685560d86bb5daea82f6bb")]
    [InlineData("0000001755", "0bb0d8ec6b15ad5f83c160b05542ec16")]
    [InlineData("0000001899", "55773b9e4360ce65964aa552a64314aa")]
    [InlineData("00000018aa", "6608040275715665da6cb65b2a8316cb")]
    [InlineData("0000001855", "13341a0d7b1eae6485c2613095430c26")]
    [InlineData("0000001999", "5dfb7dbf5368ce69984ba5d2e64334ba")]
    [InlineData("00000019aa", "6e8c462385795669dc6db6db6a8336db")]
    [InlineData("0000001955", "1bb85c2e8b26ae6887c361b0d5432c36")]
    public void NFold(string input, string folded)
    {
        byte[] output = new byte[folded.Length / 2];
        KeyDerivation.NFold(Convert.FromHexString(input), output);
        Assert.Equal(folded, Convert.ToHexStringLower(output));
    }

    // RFC 3962 base keys (MIT krb5 t_derive.c) and RFC 8009 appendix A; usage 2.
    [Theory]
    [InlineData(17, "42263c6e89f4fc28b8df68ee09799f15", 0x99, "34280a382bc92769b2da2f9ef066854b")]
    [InlineData(17, "42263c6e89f4fc28b8df68ee09799f15", 0xAA, "5b14fc4e250e14ddf9dccf1af6674f53")]
    [InlineData(17, "42263c6e89f4fc28b8df68ee09799f15", 0x55, "4ed31063621684f09ae8d89991af3e8f")]
    [InlineData(18, "fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161", 0x99, "bfab388bdcb238e9f9c98d6a878304f04d30c82556375ac507a7a852790f4674")]
    [InlineData(18, "fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161", 0xAA, "c7cfd9cd75fe793a586a542d87e0d1396f1134a104bb1a9190b8c90ada3ddf37")]
    [InlineData(18, "fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161", 0x55, "97151b4c76945063e2eb0529dc067d97d7bba90776d8126d91f34f3101aea8ba")]
    [InlineData(19, "3705d96080c17728a0e800eab6e0d23c", 0x99, "b31a018a48f54776f403e9a396325dc3")]
    [InlineData(19, "3705d96080c17728a0e800eab6e0d23c", 0xAA, "9b197dd1e8c5609d6e67c3e37c62c72e")]
    [InlineData(19, "3705d96080c17728a0e800eab6e0d23c", 0x55, "9fda0e56ab2d85e1569a688696c26a6c")]
    [InlineData(20, "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52", 0x99, "ef5718be86cc84963d8bbb5031e9f5c4ba41f28faf69e73d")]
    [InlineData(20, "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52", 0xAA, "56ab22bee63d82d7bc5227f6773f8ea7a5eb1c825160c38312980c442e5c7e49")]
    [InlineData(20, "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52", 0x55, "69b16514e3cd8e56b82010d5c73012b622c4d00ffc23ed1f")]
    public void Derive(int type, string key, int kind, string expected) =>
        Assert.Equal(expected, DeriveHex(type, Convert.FromHexString(key), 2, (KeyKind)kind));

    [Fact]
    public void Derive_mit_table()
    {
        int count = 0;
        foreach (JsonElement test in VectorFolder.ReadJson("krb5/krb5-rfc3962-8009.json").GetProperty("derive").EnumerateArray())
        {
            byte[] constant = test.Hex("constant");
            string actual = DeriveHex(test.GetProperty("etype").GetInt32(), test.Hex("inkey"), constant[3], (KeyKind)constant[4]);
            Assert.Equal(test.GetProperty("expected").GetString(), actual);
            count++;
        }

        Assert.Equal(12, count);
    }

    // String-to-key is DK(PBKDF2(password, salt), "kerberos"), of which the derivation is ours: RFC 3962 appendix B and
    // MS-KILE section 4.4 (U+FFFF 120 times).
    [Theory]
    [InlineData(1, "70617373776f7264", "415448454e412e4d49542e4544557261656275726e", "42263c6e89f4fc28b8df68ee09799f15", "fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161")]
    [InlineData(2, "70617373776f7264", "415448454e412e4d49542e4544557261656275726e", "c651bf29e2300ac27fa469d693bdda13", "a2e16d16b36069c135d5e9d2e25f896102685618b95914b467c67622225824ff")]
    [InlineData(1200, "70617373776f7264", "415448454e412e4d49542e4544557261656275726e", "4c01cd46d632d01e6dbe230a01ed642a", "55a6ac740ad17b4846941051e1e8b0a7548d93b0ab30a8bc3ff16280382b8c2a")]
    [InlineData(5, "70617373776f7264", "1234567878563412", "e9b23d52273747dd5c35cb55be619d8e", "97a4e786be20d81a382d5ebc96d5909cabcdadc87ca48f574504159f16c36e31")]
    [InlineData(1200, "64*58", "706173732070687261736520657175616c7320626c6f636b2073697a65", "59d1bb789a828b1aa54ef9c2883f69ed", "89adee3608db8bc71f1bfbfe459486b05618b70cbae22092534e56c553ba4b34")]
    [InlineData(1200, "65*58", "7061737320706872617365206578636565647320626c6f636b2073697a65", "cb8005dc5f90179a7f02104c0018751d", "d78c5c9cb872a8c9dad4697f0bb5b2d21496c82beb2caeda2112fceea057401b")]
    [InlineData(50, "f09d849e", "4558414d504c452e434f4d7069616e697374", "f149c1f2e154a73452d43e7fe62a56e5", "4b6d9839f84406df1f09cc166db4b83c571848b784a3d6bdc346589a3e393f9e")]
    [InlineData(1000, "120*efbfbf", "444f4d41494e2e434f4d686f7374636c69656e742e646f6d61696e2e636f6d", "b82ee122531c2d94821ac755bccb5879", "")]
    public void String_to_key_rfc3962(int iterations, string password, string salt, string key128, string key256)
    {
        foreach (string expected in new[] { key128, key256 }.Where(key => key.Length > 0))
        {
            byte[] key = Rfc2898DeriveBytes.Pbkdf2(Repeated(password), Convert.FromHexString(salt), iterations, HashAlgorithmName.SHA1, expected.Length / 2);
            KeyDerivation.DeriveDk((byte[])key.Clone(), "kerberos"u8, key);
            Assert.Equal(expected, Convert.ToHexStringLower(key));
        }
    }

    // RFC 8009 appendix A: KDF-HMAC-SHA2(PBKDF2(password, name | 00 | salt), "kerberos").
    [Theory]
    [InlineData("aes128-cts-hmac-sha256-128", "SHA256", "089bca48b105ea6ea77ca5d2f39dc5e7")]
    [InlineData("aes256-cts-hmac-sha384-192", "SHA384", "45bd806dbf6a833a9cffc1c94589a222367a79bc21c413718906e9f578a78467")]
    public void String_to_key_rfc8009(string name, string hash, string expected)
    {
        byte[] salt = [.. Encoding.ASCII.GetBytes(name), 0, .. Convert.FromHexString("10df9dd783e5bc8acea1730e74355f61"), .. "ATHENA.MIT.EDUraeburn"u8];
        byte[] key = Rfc2898DeriveBytes.Pbkdf2("password"u8, salt, 32768, new HashAlgorithmName(hash), expected.Length / 2);
        KeyDerivation.DeriveKdf(new HashAlgorithmName(hash), (byte[])key.Clone(), "kerberos"u8, key);
        Assert.Equal(expected, Convert.ToHexStringLower(key));
    }

    // "3*58" is 585858.
    private static byte[] Repeated(string hex) => hex.Split('*') is [var count, var piece]
        ? Convert.FromHexString(string.Concat(Enumerable.Repeat(piece, int.Parse(count))))
        : Convert.FromHexString(hex);

    private static string DeriveHex(int type, byte[] key, uint usage, KeyKind kind)
    {
        Span<byte> derived = stackalloc byte[KeyDerivation.MaxKeySize];
        int length = KeyDerivation.Derive((KerberosEncryptionType)type, key, usage, kind, derived);
        return Convert.ToHexStringLower(derived[..length]);
    }
}
