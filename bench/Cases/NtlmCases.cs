using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Packages.Ntlm;

namespace PerfLab.Cases;

/// <summary>The cases of the Ntlm package: 128 bit, KEY_EXCH, extended session security. In connection mode a message can
/// be received once only, so receiving is measured there together with sending (roundtrip); in datagram mode the number
/// fixes the key stream, and unseal and verify are measured alone.</summary>
public static class NtlmCases
{
    private const int Small = 64;
    private const int Medium = 1024;
    private const int Large = 16 * 1024;

    /// <summary>The session key, also of the peers.</summary>
    public static byte[] SessionKey => Inputs.Bytes(16);

    /// <summary>All of them.</summary>
    internal static IEnumerable<Case> All()
    {
        var connection = new ContractSuite("ntlm", "rc4", (role, flags) => Open(role, flags | ContextFlags.Connection), XorsKeystream: true);
        var datagram = new ContractSuite("ntlm", "rc4-datagram", (role, flags) => Open(role, flags | ContextFlags.Datagram), XorsKeystream: true);
        int[] sizes = [Small, Medium, Large];
        return
        [
            .. MessageSize.Sweep.Select(size => ContractCase.Make(connection, "seal", "none", size)),
            .. MessageSize.Sweep.Select(size => ContractCase.Make(connection, "roundtrip", "none", size)),
            .. sizes.Select(size => ContractCase.Make(connection, "sign", "none", size)),
            .. sizes.SelectMany(size => new[] { "seal", "unseal", "sign", "verify" }.Select(operation => ContractCase.Make(datagram, operation, "assigned", size))),
        ];
    }

    private static NtlmContext Open(SealRole role, ContextFlags flags) => new(new NtlmContextOptions { Role = role, Flags = flags, SessionKey = SessionKey });
}
