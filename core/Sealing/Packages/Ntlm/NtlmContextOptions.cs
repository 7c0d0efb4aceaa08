using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Packages.Ntlm;

/// <summary>What an <see cref="NtlmContext"/> is made from: the outcome of an NTLM exchange with extended session security.
/// <see cref="ContextFlags.Datagram"/> makes a connectionless context, everything else is connection-oriented.</summary>
public sealed record NtlmContextOptions : SealContextOptions
{
    /// <summary>ExportedSessionKey, 16 bytes.</summary>
    public required ReadOnlyMemory<byte> SessionKey { get; init; }

    /// <summary>The strength of the sealing keys.</summary>
    public NtlmKeyStrength Strength { get; init; } = NtlmKeyStrength.Bits128;

    /// <summary>True when NTLMSSP_NEGOTIATE_KEY_EXCH was agreed: checksums are encrypted.</summary>
    public bool KeyExchange { get; init; } = true;

    /// <summary>SeqNum of the first message sent: 1 after SPNEGO's mechListMIC, which was message 0.</summary>
    public uint SendNumber { get; init; }

    /// <summary>SeqNum of the first message expected.</summary>
    public uint ReceiveNumber { get; init; }

    /// <summary>Where the sending key stream stands (RC4's table, x and y, 258 bytes); empty at its beginning.</summary>
    internal ReadOnlyMemory<byte> SendStream { get; init; }

    /// <summary>Where the receiving key stream stands; empty at its beginning.</summary>
    internal ReadOnlyMemory<byte> ReceiveStream { get; init; }

    internal override SealContextOptions Restart(int count) => this with
    {
        SessionKey = RestartKey(SessionKey, count),
        SendNumber = 0,
        ReceiveNumber = 0,
        SendStream = default,
        ReceiveStream = default,
    };
}
