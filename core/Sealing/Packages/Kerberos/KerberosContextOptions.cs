using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Packages.Kerberos;

/// <summary>What a <see cref="KerberosContext"/> is made from: the outcome of an AP exchange.</summary>
public sealed record KerberosContextOptions : SealContextOptions
{
    /// <summary>The encryption type of the keys.</summary>
    public required KerberosEncryptionType EncryptionType { get; init; }

    /// <summary>The initiator's subkey, or the session key where there is none.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The acceptor's subkey, when the acceptor asserted one: then messages are sent under it. Empty when not.</summary>
    public ReadOnlyMemory<byte> AcceptorSubkey { get; init; }

    /// <summary>SND_SEQ of the first message sent.</summary>
    public ulong SendNumber { get; init; }

    /// <summary>SND_SEQ of the first message expected.</summary>
    public ulong ReceiveNumber { get; init; }

    internal override SealContextOptions Restart(int count) => this with
    {
        Key = RestartKey(Key, count),
        AcceptorSubkey = AcceptorSubkey.IsEmpty ? default : RestartKey(AcceptorSubkey, count),
        SendNumber = 0,
        ReceiveNumber = 0,
    };
}
