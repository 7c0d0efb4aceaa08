using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Packages.Kerberos;

namespace PerfLab.Cases;

/// <summary>An encryption type of the Kerberos package as case names spell it.</summary>
/// <param name="Name">The second part of a case's name.</param>
/// <param name="Type">The encryption type.</param>
public sealed record KerberosSuite(string Name, KerberosEncryptionType Type)
{
    /// <summary>All suites.</summary>
    public static IReadOnlyList<KerberosSuite> All { get; } =
    [
        new("aes256-sha1", KerberosEncryptionType.Aes256Sha1),
        new("aes128-sha1", KerberosEncryptionType.Aes128Sha1),
        new("aes256-sha384", KerberosEncryptionType.Aes256Sha384),
        new("aes128-sha256", KerberosEncryptionType.Aes128Sha256),
    ];

    /// <summary>The suite of a name, or null.</summary>
    public static KerberosSuite? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    /// <summary>The initiator's subkey, also of the peers.</summary>
    public byte[] Key => Inputs.Bytes(Type.KeySize());

    /// <summary>The acceptor's subkey.</summary>
    public byte[] AcceptorSubkey => Inputs.Bytes(2 * Type.KeySize())[..Type.KeySize()];

    internal KerberosContext Open(SealRole role, ContextFlags flags) => new(new()
    {
        Role = role,
        Flags = flags,
        EncryptionType = Type,
        Key = Key,
        AcceptorSubkey = AcceptorSubkey,
    });
}
