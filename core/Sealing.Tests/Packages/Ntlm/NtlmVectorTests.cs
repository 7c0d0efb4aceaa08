using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Kernels;
using PerfLab.Sealing.Packages.Ntlm;

namespace PerfLab.Sealing.Tests.Packages.Ntlm;

/// <summary>Published and captured known answers, on every tier where keys are given.</summary>
public class NtlmVectorTests
{
    private const string Plaintext = "50006c00610069006e007400650078007400";
    private const string Fox = "54686520717569636b2062726f776e20666f78206a756d7073206f76657220746865206c617a7920646f67";
    private const ContextFlags Sealing = ContextFlags.Integrity | ContextFlags.Confidentiality;

    private static readonly string s_fives = string.Concat(Enumerable.Repeat("55", 16));

    public static TheoryData<Tier> Tiers => [.. Rc4HmacMd5.Tiers];

    // MS-NLMP 4.2.4.4: 128 bit, KEY_EXCH. 4.2.3.4: 56 bit, no KEY_EXCH.
    [Fact]
    public void MsNlmp_NTLMv2() => CheckSeal(
        Client(s_fives, NtlmKeyStrength.Bits128, keyExchange: true),
        Plaintext, "54e50165bf1936dc996020c1811b0f06fb5f", "010000007fb38ec5c55d497600000000");

    [Fact]
    public void MsNlmp_NTLMv1_with_extended_session_security() => CheckSeal(
        Client("eb93429a8bd952f8b89c55b87f475edc", NtlmKeyStrength.Bits56, keyExchange: false),
        Plaintext, "a02372f6530273f3aa1eb90190ce5200c99d", "01000000ff2aeb52f681793a00000000");

    [Theory]
    [InlineData("55555555555555555555555555555555", SealRole.Initiator, 16, "4788dc861b4782f35d43fd98fe1a2d39", "59f600973cc4960a25480a7c196e4c58")]
    [InlineData("55555555555555555555555555555555", SealRole.Acceptor, 16, "d04d6f10741041d1d246d64188d7a8ad", "9355f3a957c1583d25c4c2f11e40390e")]
    [InlineData("eb93429a8bd952f8b89c55b87f475edc", SealRole.Initiator, 7, "60e799be5c72fc92922ae8ebe961fb8d", "04dd7f014d8504d265a25cc86a3a7c06")]
    [InlineData("0102030405060708090a0b0c0d0e0f00", SealRole.Initiator, 16, "f7f97a82ec390f9c903dac4f6aceb132", "2785f595293f3e2813439d73a223810d")]
    public void Derived_keys(string sessionKey, SealRole sender, int strength, string signKey, string sealKey)
    {
        byte[] key = new byte[16];
        NtlmKeys.DeriveSignKey(Convert.FromHexString(sessionKey), sender, key);
        Assert.Equal(signKey, Convert.ToHexStringLower(key));
        NtlmKeys.DeriveSealKey(Convert.FromHexString(sessionKey), sender, (NtlmKeyStrength)strength, key);
        Assert.Equal(sealKey, Convert.ToHexStringLower(key));
    }

    [Fact]
    public void Samba_signature()
    {
        using NtlmContext client = Client("0102030405060708090a0b0c0d0e0f00", NtlmKeyStrength.Bits128, keyExchange: true);
        Assert.Equal("01000000e37f97f2544f4d7e00000000", Sign(client, "6a43494653"));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void SspiRs_any_number(Tier tier)
    {
        foreach ((bool sealsChecksum, string expected) in (ReadOnlySpan<(bool, string)>)[(false, "469443d410a4a9a7"), (true, "58274d351f2d3cfd")])
        {
            using var keys = Rc4HmacMd5.Create(
                Convert.FromHexString("20c02b3dc061a773a4f1baa67cdc1a12"),
                Convert.FromHexString("a4f1baa67cdc1a1220c02b3dc061a773"),
                sealsChecksum,
                tier);
            byte[] data = [.. "Hello, World!!!"u8];
            keys.Begin(1234567890);
            keys.Encrypt(data);
            Assert.Equal(expected, Convert.ToHexStringLower(BitConverter.GetBytes(keys.Finish())));
            Assert.Equal("202eddd9565ec45942db94fd6bf311", Convert.ToHexStringLower(data));
        }
    }

    // Captured from gss-ntlmssp 1.2.0: sealed, signed, sealed, one key stream.
    [Theory]
    [InlineData(
        SealRole.Initiator,
        "01000000fcde305f0933dd7c00000000eebf8e5f4d89bef10f7ba7c7afa277645124f1b693b2f4e6576c10f8b7e034b79b24a542b22b21fff9da84",
        "01000000522267d4f917b00101000000",
        "0100000013b1228933c6fe7b02000000986b0ad3f20ac0b45aeffbe16018c66ef3311eb7c656e8f8fe2709e2e78ce5bb3c9a1d4a3fe1152dc13fdc")]
    [InlineData(
        SealRole.Acceptor,
        "0100000057cad4e44ee94b58000000009c9a36c344f3551ca71b1beb3def465b5d970d123a81cd42a0444c84ac5d057007089002ce50a274c0acdd",
        "010000007ec3e4124f38484201000000",
        "01000000860a6881772b62a902000000290b721a877c30f9d954bfc7f345a9efb5d6f9f7dd2f5ee8a552a04904611884c1fa0e2e9f7372310d47b2")]
    public void GssNtlmssp_seals_and_signs_on_one_stream(SealRole role, string first, string second, string third)
    {
        using NtlmContext context = Context(role, "244d1d60e1b29b412f7f8287bd3be26c");
        Assert.Equal(first, Seal(context, Fox));
        Assert.Equal(second, Sign(context, Fox));
        Assert.Equal(third, Seal(context, Fox));
    }

    // Made from the text of MS-NLMP section 3.4; no other implementation follows it in this mode.
    [Theory]
    [InlineData(0, "c12e856a640d377cee707c8b12a1e9de4794", "01000000c2c9d046dd672bd100000000")]
    [InlineData(1, "d758cc5916552967d6b657fcc34955af9560", "01000000a0d8987327f67a7b01000000")]
    [InlineData(100, "17699cb1344e06d2d4be26776b90fc643105", "010000003fbcc119024a918864000000")]
    public void Datagram_mode(uint number, string sealedData, string signature)
    {
        using NtlmContext context = Context(SealRole.Initiator, s_fives, flags: Sealing | ContextFlags.Datagram);
        Assert.Equal(signature + sealedData, Seal(context, Plaintext, number));
    }

    private static void CheckSeal(NtlmContext context, string message, string sealedData, string signature)
    {
        using (context)
        {
            Assert.Equal(signature + sealedData, Seal(context, message));
        }
    }

    private static NtlmContext Client(string sessionKey, NtlmKeyStrength strength, bool keyExchange) =>
        Context(SealRole.Initiator, sessionKey, strength, keyExchange);

    private static NtlmContext Context(
        SealRole role,
        string sessionKey,
        NtlmKeyStrength strength = NtlmKeyStrength.Bits128,
        bool keyExchange = true,
        ContextFlags flags = Sealing) => new(new NtlmContextOptions
        {
            Role = role,
            Flags = flags,
            SessionKey = Convert.FromHexString(sessionKey),
            Strength = strength,
            KeyExchange = keyExchange,
        });

    private static string Seal(NtlmContext context, string message, uint number = 0)
    {
        byte[] token = new byte[16];
        byte[] data = Convert.FromHexString(message);
        Assert.Equal(NtStatus.Success, context.Seal(token, data, out int length, sequenceNumber: number));
        Assert.Equal(16, length);
        return Convert.ToHexStringLower(token) + Convert.ToHexStringLower(data);
    }

    private static string Sign(NtlmContext context, string message)
    {
        byte[] token = new byte[16];
        Assert.Equal(NtStatus.Success, context.Sign(token, Convert.FromHexString(message), out _));
        return Convert.ToHexStringLower(token);
    }
}
