using System.Buffers.Binary;
using System.Text.Json;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Kerberos;

public class KerberosVectorTests
{
    private static readonly byte[] s_before = Enumerable.Repeat((byte)0xA1, 24).ToArray();
    private static readonly byte[] s_after = Enumerable.Repeat((byte)0xB2, 8).ToArray();

    public static TheoryData<int> AllTokens => new(Enumerable.Range(0, MitToken.All.Count));

    [Theory]
    [MemberData(nameof(AllTokens))]
    public void Mit_token_unseals(int index)
    {
        MitToken vector = MitToken.All[index];
        SealRole peer = Enum.Parse<SealRole>(vector.Sender);
        using KerberosContext context = Make(vector.Type, vector.Key, 1 - peer, vector.Kind == "dce", 0);
        byte[] token = Convert.FromHexString(vector.Token);
        byte[] data = vector.Data.Length == 0 ? MitToken.Message.ToArray() : Convert.FromHexString(vector.Data);
        QualityOfProtection expected = vector.Kind.EndsWith("integ", StringComparison.Ordinal) ? QualityOfProtection.WrapNoEncrypt : default;
        NtStatus status;
        QualityOfProtection qop;
        if (vector.Kind.StartsWith("wrap", StringComparison.Ordinal))
        {
            status = ContextDriver.UnsealStream(context, token, out Range plaintext, out qop);
            data = token[plaintext];
        }
        else if (vector.Kind == "mic")
        {
            status = context.Verify(token, data, out qop);
        }
        else if (vector.Kind == "dce")
        {
            status = ContextDriver.UnsealBetween(context, token, s_before, data, s_after, out qop);
        }
        else
        {
            status = context.Unseal(token, data, out qop);
        }

        Assert.Equal(NtStatus.Success, status);
        Assert.Equal(expected, qop);
        Assert.Equal(MitToken.Message, data);
    }

    [Theory]
    [MemberData(nameof(AllTokens))]
    public void Mit_token_is_sealed_again(int index)
    {
        MitToken vector = MitToken.All[index];
        if (vector.Kind.StartsWith("wrap", StringComparison.Ordinal))
        {
            return;
        }

        byte[] expected = Convert.FromHexString(vector.Token);
        ulong number = BinaryPrimitives.ReadUInt64BigEndian(expected.AsSpan(8));
        using KerberosContext context = Make(vector.Type, vector.Key, Enum.Parse<SealRole>(vector.Sender), vector.Kind == "dce", number);
        byte[] token = new byte[128];
        byte[] data = MitToken.Message.ToArray();
        int written;
        if (vector.Kind == "mic")
        {
            Assert.Equal(NtStatus.Success, context.Sign(token, data, out written));
        }
        else if (vector.Kind == "iov-integ")
        {
            Assert.Equal(NtStatus.Success, context.Seal(token, data, out written, default, QualityOfProtection.WrapNoEncrypt));
        }
        else
        {
            written = ContextDriver.WrapBetween(
                context, token, vector.Kind == "dce" ? s_before : [], data, vector.Kind == "dce" ? s_after : [], number, Convert.FromHexString(vector.Confounder));
            Assert.Equal(vector.Data, Convert.ToHexStringLower(data));
        }

        Assert.Equal(vector.Token, Convert.ToHexStringLower(token.AsSpan(0, written)));
    }

    // Published tokens of gokrb5 (wrapToken_test.go, MICToken_test.go); etype 17, no acceptor subkey.
    [Theory]
    [InlineData("050401ff000c000000000000575e85d601010000853b728d5268525a1386c19f", SealRole.Acceptor)]
    [InlineData("050400ff000c000000000000000000000101000079a033510b6f127212242b97", SealRole.Initiator)]
    public void Gokrb5_wrap(string token, SealRole sender)
    {
        using KerberosContext context = Make(17, "14f9bde6b50ec508201a97f74c4e5bd3", 1 - sender, false, 0, subkey: false);
        byte[] stream = Convert.FromHexString(token);
        Assert.Equal(NtStatus.Success, ContextDriver.UnsealStream(context, stream, out Range plaintext, out QualityOfProtection qop));
        Assert.Equal(QualityOfProtection.WrapNoEncrypt, qop);
        Assert.Equal("01010000", Convert.ToHexStringLower(stream[plaintext]));
    }

    [Theory]
    [InlineData("040401ffffffffff00000000575e85d6c34d12ba3e5b1b1310cd9cb3", SealRole.Acceptor)]
    [InlineData("040400ffffffffff00000000000000009649ca09d2f1bc51ff6e5ca3", SealRole.Initiator)]
    public void Gokrb5_mic(string token, SealRole sender)
    {
        using KerberosContext context = Make(17, "14f9bde6b50ec508201a97f74c4e5bd3", 1 - sender, false, 0, subkey: false);
        byte[] data = [0xDE, 0xAD, 0xBE, 0xEF];
        Assert.Equal(NtStatus.Success, context.Verify(Convert.FromHexString(token), data, out _));
        data[3] ^= 1;
        Assert.Equal(NtStatus.MessageAltered, context.Verify(Convert.FromHexString(token), data, out _));
    }

    // Published tokens of scapy (kerberos.uts), SSPI layout; etype 17, acceptor subkey.
    [Theory]
    [InlineData("050404ff000c000c00000000400000008f0cab9068c8df310738030c", SealRole.Initiator)]
    [InlineData("050405ff000c000c00000000000000007ed808894b27a001da7fffd3", SealRole.Acceptor)]
    public void Scapy_wrap(string token, SealRole sender)
    {
        using KerberosContext context = Make(17, "30303030303030303030303030303030", 1 - sender, false, 0);
        byte[] data = Convert.FromHexString("7465737441414141414141414141424242424242424242434343434343434343444444444444444444454545454545454545");
        Assert.Equal(NtStatus.Success, context.Unseal(Convert.FromHexString(token), data, out QualityOfProtection qop));
        Assert.Equal(QualityOfProtection.WrapNoEncrypt, qop);
    }

    // The same, a MIC over the buffers "header" and data.
    [Theory]
    [InlineData("040404ffffffffff0000000040000000fcc686ab856518e87fa83174", SealRole.Initiator)]
    [InlineData("040405ffffffffff000000000000000098de623c141c9f65257b0ef7", SealRole.Acceptor)]
    public void Scapy_mic_over_two_buffers(string token, SealRole sender)
    {
        using KerberosContext context = Make(17, "30303030303030303030303030303030", 1 - sender, false, 0);
        byte[] data = Convert.FromHexString("7465737441414141414141414141424242424242424242434343434343434343444444444444444444454545454545454545");
        Assert.Equal(NtStatus.Success, ContextDriver.VerifyBetween(context, Convert.FromHexString(token), [.. "header"u8], data, []));
        Assert.Equal(NtStatus.MessageAltered, ContextDriver.VerifyBetween(context, Convert.FromHexString(token), [], data, [.. "header"u8]));
    }

    // RFC 3962 and RFC 8009 messages of MIT krb5 (t_decrypt.c): confounder, plaintext and MAC without a token around them.
    [Fact]
    public void Mit_decrypt_table()
    {
        int count = 0;
        foreach (JsonElement test in VectorFolder.ReadJson("krb5/krb5-rfc3962-8009.json").GetProperty("decrypt").EnumerateArray())
        {
            int type = test.GetProperty("etype").GetInt32();
            if (Enum.IsDefined((KerberosEncryptionType)type))
            {
                CheckMessage(type, test.Hex("key"), test.GetProperty("usage").GetUInt32(), test.Hex("plaintext"), null, test.Hex("ciphertext"));
                count++;
            }
        }

        Assert.True(count >= 18, $"only {count} messages");
    }

    // RFC 8009 appendix A, usage 2: AES output, then MAC.
    [Theory]
    [InlineData(19, "", "7e5895eaf2672435bad817f545a37148", "ef85fb890bb8472f4dab20394dca781dad877eda39d50c870c0d5a0a8e48c718")]
    [InlineData(19, "000102030405", "7bca285e2fd4130fb55b1a5c83bc5b24", "84d7f30754ed987bab0bf3506beb09cfb55402cef7e6877ce99e247e52d16ed4421dfdf8976c")]
    [InlineData(19, "000102030405060708090a0b0c0d0e0f", "56ab21713ff62c0a1457200f6fa9948f", "3517d640f50ddc8ad3628722b3569d2ae07493fa8263254080ea65c1008e8fc295fb4852e7d83e1e7c48c37eebe6b0d3")]
    [InlineData(19, "000102030405060708090a0b0c0d0e0f1011121314", "a7a4e29a4728ce10664fb64e49ad3fac", "720f73b18d9859cd6ccb4346115cd336c70f58edc0c4437c5573544c31c813bce1e6d072c186b39a413c2f92ca9b8334a287ffcbfc")]
    [InlineData(20, "", "f764e9fa15c276478b2c7d0c4e5f58e4", "41f53fa5bfe7026d91faf9be959195a058707273a96a40f0a01960621ac612748b9bbfbe7eb4ce3c")]
    [InlineData(20, "000102030405", "b80d3251c1f6471494256ffe712d0b9a", "4ed7b37c2bcac8f74f23c1cf07e62bc7b75fb3f637b9f559c7f664f69eab7b6092237526ea0d1f61cb20d69d10f2")]
    [InlineData(20, "000102030405060708090a0b0c0d0e0f", "53bf8a0d105265d4e276428624ce5e63", "bc47ffec7998eb91e8115cf8d19dac4bbbe2e163e87dd37f49beca92027764f68cf51f14d798c2273f35df574d1f932e40c4ff255b36a266")]
    [InlineData(20, "000102030405060708090a0b0c0d0e0f1011121314", "763e65367e864f02f55153c7e3b58af1", "40013e2df58e8751957d2878bcd2d6fe101ccfd556cb1eae79db3c3ee86429f2b2a602ac86fef6ecb647d6295fae077a1feb517508d2c16b4192e01f62")]
    public void Rfc8009_encryption(int type, string plaintext, string confounder, string ciphertext) => CheckMessage(
        type,
        Convert.FromHexString(type == 19 ? "3705d96080c17728a0e800eab6e0d23c" : "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52"),
        2,
        Convert.FromHexString(plaintext),
        Convert.FromHexString(confounder),
        Convert.FromHexString(ciphertext));

    // Messages of MIT krb5 (t_decrypt.c) and Heimdal (aes-test.c).
    [Theory]
    [InlineData(17, "5a5c0f0ba54f3828b2195e66ca24a289", 0, "", "814fc74e38526a9c5922c0ee1677e36d", "49ff8e11c173d9583a3254fbe7b1f1df36c538e8416784a1672e6676")]
    [InlineData(17, "9062430c8cda3388922e6d6a509f5b7a", 2, "392062797465737373", "94b491f481485b9a0678cd3c4ea386ad", "68fb9679601f45c78857b2bf820fd6e53eca8d42fd4b1d7024a09205abb7cd2ec26c355d2f")]
    [InlineData(18, "17f275f2954f2ed1f90c377ba7f4d6a369aa0136e0bf0c927ad6133c693759a9", 0, "", "31f0ae6cf52f6d4546a726fff28cfc2a", "e5094c55ee7b38262e2b044280b069379a95bf95bd8376fb3281b435")]
    [InlineData(18, "b1ae4cd8462aff1677053cc9279aac30b796fb81ce21474dd3ddbcfea4ec76d7", 2, "392062797465737373", "99201e21f348a16c5a0b13a70e7ce5b2", "09957aa25fcaf88f7b39e4406e633012d5fea21853f6478da7065caef41fd454a40824eec5")]
    [InlineData(18, "47756964656c696e657320746f20417574686f7273206f6620496e7465726e65", 7, "54686973206973206120746573742e0a", "3b85e365aa8c891ac1c90b5306edb92b", "cf798f0d76f3e0be8e669470facc9e91a9ec1c5c21fb6eef1a7ac8c1cc5a95246f9ff4d5be5d599744d847cd")]
    public void Rfc3962_encryption(int type, string key, uint usage, string plaintext, string confounder, string ciphertext) => CheckMessage(
        type, Convert.FromHexString(key), usage, Convert.FromHexString(plaintext), Convert.FromHexString(confounder), Convert.FromHexString(ciphertext));

    // RFC 8009 appendix A and MIT krb5 (t_cksums.c).
    [Theory]
    [InlineData(17, "9062430c8cda3388922e6d6a509f5b7a", 3, "6569676874206e696e652074656e20656c6576656e207477656c766520746869727465656e", "01a4b088d45628f6946614e3")]
    [InlineData(18, "b1ae4cd8462aff1677053cc9279aac30b796fb81ce21474dd3ddbcfea4ec76d7", 4, "666f75727465656e", "e08739e3279e2903ec8e3836")]
    [InlineData(19, "3705d96080c17728a0e800eab6e0d23c", 2, "000102030405060708090a0b0c0d0e0f1011121314", "d78367186643d67b411cba9139fc1dee")]
    [InlineData(20, "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52", 2, "000102030405060708090a0b0c0d0e0f1011121314", "45ee791567eefca37f4ac1e0222de80d43c3bfa06699672a")]
    public void Checksum(int type, string key, uint usage, string message, string checksum)
    {
        using var keys = KerberosKeys.Create((KerberosEncryptionType)type, Convert.FromHexString(key), usage, usage);
        byte[] data = Convert.FromHexString(message), mac = new byte[checksum.Length / 2];
        keys.WrapChecksum(new MessageBuffers(default, data, default), data, default, mac);
        Assert.Equal(checksum, Convert.ToHexStringLower(mac));
        keys.MicChecksum(new MessageBuffers(default, data, default), default, mac);
        Assert.Equal(checksum, Convert.ToHexStringLower(mac));
    }

    // Decrypts and authenticates, and encrypts again; a null confounder is taken from the message.
    private static void CheckMessage(int type, byte[] key, uint usage, byte[] plaintext, byte[]? confounder, byte[] message)
    {
        using var keys = KerberosKeys.Create((KerberosEncryptionType)type, key, usage, usage);
        byte[] body = (byte[])message.Clone();
        SealedParts parts = Split(body, type);
        Assert.True(keys.Unseal(parts, new MessageBuffers(default, parts.Data, default)));
        Assert.Equal(plaintext, parts.Data);
        if (confounder is not null)
        {
            Assert.Equal(confounder, parts.Confounder);
        }

        keys.Seal(parts, new MessageBuffers(default, parts.Data, default));
        Assert.Equal(message, body);
        body[^1] ^= 1;
        Assert.False(keys.Unseal(parts, new MessageBuffers(default, parts.Data, default)));
    }

    private static SealedParts Split(Span<byte> body, int type)
    {
        int mac = ((KerberosEncryptionType)type).MacSize();
        return new SealedParts { Confounder = body[..16], Data = body[16..^mac], Tail = default, Mac = body[^mac..] };
    }

    private static KerberosContext Make(int type, string key, SealRole role, bool dce, ulong number, bool subkey = true) => new(new()
    {
        Role = role,
        EncryptionType = (KerberosEncryptionType)type,
        Key = subkey ? new byte[key.Length / 2] : Convert.FromHexString(key),
        AcceptorSubkey = subkey ? Convert.FromHexString(key) : null,
        Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | (dce ? ContextFlags.DceStyle : 0),
        SendNumber = number,
    });
}
