using System.Buffers.Binary;
using System.Text.Json;
using PerfLab.Sealing.Ciphers;
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

    // RFC 3962 and RFC 8009 messages of MIT krb5 (t_decrypt.c, t_cksums.c): the cipher without a token around it.
    [Fact]
    public void Mit_decrypt_table()
    {
        int count = 0;
        foreach (JsonElement test in VectorFolder.ReadJson("krb5/krb5-rfc3962-8009.json").GetProperty("decrypt").EnumerateArray())
        {
            var type = (KerberosEncryptionType)test.GetProperty("etype").GetInt32();
            if (!Enum.IsDefined(type))
            {
                continue;
            }

            byte[] message = test.Hex("ciphertext");
            byte[] key = new byte[KeyDerivation.MaxKeySize];
            int size = KeyDerivation.Derive(type, test.Hex("key"), test.GetProperty("usage").GetUInt32(), KeyKind.Encryption, key);
            using AesCts cts = AesCts.Create(key.AsSpan(0, size));
            cts.Decrypt(message.AsSpan(0, 16), message.AsSpan(16, message.Length - 16 - type.MacSize()), default);
            Assert.Equal(test.Hex("plaintext"), message[16..^type.MacSize()]);
            count++;
        }

        Assert.True(count >= 18, $"only {count} messages");
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
