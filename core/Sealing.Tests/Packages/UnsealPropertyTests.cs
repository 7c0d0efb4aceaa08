using CsCheck;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Aead;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Packages.Ntlm;

namespace PerfLab.Sealing.Tests.Packages;

/// <summary>What every package promises of any token and any data: a status, never an exception; the plaintext that was
/// sealed or zeroes; nothing but the data is written.</summary>
public class UnsealPropertyTests
{
    private static readonly byte[] s_key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private static readonly Dictionary<string, Func<SealRole, SealContext>> s_packages = new()
    {
        ["aead"] = role => new AeadContext(new() { Role = role, Secret = s_key, Suites = [AeadAlgorithm.Aes256Gcm, AeadAlgorithm.Aes128Gcm] }),
        ["kerberos-aes256-sha1"] = role => Kerberos(role, KerberosEncryptionType.Aes256Sha1, ContextFlags.None),
        ["kerberos-aes128-sha256-dce"] = role => Kerberos(role, KerberosEncryptionType.Aes128Sha256, ContextFlags.DceStyle),
        ["ntlm"] = role => Ntlm(role, ContextFlags.Connection),
        ["ntlm-datagram"] = role => Ntlm(role, ContextFlags.Datagram),
    };

    public static TheoryData<string> Packages => [.. s_packages.Keys];

    // A genuine message with a few bytes overwritten, cut or made longer: numbers, flags and counts take extreme values.
    [Theory]
    [MemberData(nameof(Packages))]
    public void A_damaged_message_is_refused_or_is_what_was_sealed(string package) =>
        Gen.Select(Gen.Byte.Array[0, 200], Edits(), Edits(), Gen.Int[-8, 8]).Sample(
            (message, tokenEdits, dataEdits, longer) =>
            {
                using SealContext sender = s_packages[package](SealRole.Initiator);
                using SealContext receiver = s_packages[package](SealRole.Acceptor);
                byte[] token = new byte[sender.Sizes.SecurityTrailer];
                byte[] data = [.. message];
                Assert.Equal(NtStatus.Success, sender.Seal(token, data, out int written, sequenceNumber: 1));
                Array.Resize(ref token, Math.Max(0, written + Math.Max(longer, -written)));
                Apply(tokenEdits, token);
                Apply(dataEdits, data);
                byte[] sent = [.. token];

                NtStatus status = receiver.Unseal(token, data, out _);

                Assert.Equal(sent, token);
                Assert.Equal(status == NtStatus.Success ? message : new byte[message.Length], data);
            },
            iter: 3000,
            threads: 1);

    [Theory]
    [MemberData(nameof(Packages))]
    public void Random_bytes_are_refused(string package) =>
        Gen.Select(Gen.Byte.Array[0, 120], Gen.Byte.Array[0, 120]).Sample(
            (token, data) =>
            {
                using SealContext receiver = s_packages[package](SealRole.Acceptor);
                NtStatus status = receiver.Unseal(token, data, out _);
                Assert.True(status < 0, $"{status}");
                Assert.Equal(new byte[data.Length], data);
                Assert.True(receiver.Verify(token, data, out _) < 0);
            },
            iter: 2000,
            threads: 1);

    private static Gen<(int At, byte Value)[]> Edits() =>
        Gen.Select(Gen.Int[0, 255], Gen.OneOf(Gen.Byte, Gen.Int[0, 4].Select(i => (byte)(i switch { 0 => 0, 1 => 1, 2 => 0x7F, 3 => 0x80, _ => 0xFF })))).Array[0, 3];

    private static void Apply((int At, byte Value)[] edits, byte[] bytes)
    {
        foreach ((int at, byte value) in bytes.Length == 0 ? [] : edits)
        {
            bytes[at % bytes.Length] = value;
        }
    }

    private static KerberosContext Kerberos(SealRole role, KerberosEncryptionType type, ContextFlags style) => new(new()
    {
        Role = role,
        Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | style,
        EncryptionType = type,
        Key = s_key.AsMemory(0, type.KeySize()),
    });

    private static NtlmContext Ntlm(SealRole role, ContextFlags mode) => new(new()
    {
        Role = role,
        Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | mode,
        SessionKey = s_key.AsMemory(0, 16),
    });
}
