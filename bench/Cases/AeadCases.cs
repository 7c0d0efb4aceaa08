using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Packages.Aead;

namespace PerfLab.Cases;

/// <summary>The cases of the Aead package. A choice, not every combination: sizes are swept where the cipher decides, modes
/// are compared where the bookkeeping decides.</summary>
internal static class AeadCases
{
    private const int SecretSize = 32;
    private const int Small = 64;
    private const int Medium = 1024;

    private static readonly int[] BatchSweep = [16, 64, 256, 1024];
    private static readonly int[] ShortSweep = [16, 256, 1024, 16 * 1024, 1024 * 1024];

    /// <summary>All of them that this machine can run.</summary>
    public static IEnumerable<Case> All() => AeadSuite.All.Where(s => AeadCiphers.Tiers(s.Algorithm).Count > 0).SelectMany(Of);

    private static IEnumerable<Case> Of(AeadSuite suite)
    {
        var contract = new ContractSuite("aead", suite.Name, (role, flags) => Open(suite, role, flags), suite.XorsKeystream);
        return
        [
            .. MessageSize.Sweep.Select(size => ContractCase.Make(contract, "seal", "none", size)),
            .. MessageSize.Sweep.Select(size => ContractCase.Make(contract, "unseal", "none", size)),
            .. new[] { "assigned", "replay", "ordered" }.Select(mode => ContractCase.Make(contract, "seal", mode, Small)),
            ContractCase.Make(contract, "seal", "ordered", Medium),
            ContractCase.Make(contract, "unseal", "assigned", Small),
            .. new[] { "replay", "ordered" }.SelectMany(mode => new[] { Small, Medium }.Select(size => ContractCase.Make(contract, "roundtrip", mode, size))),
            .. ShortSweep.Select(size => ContractCase.Make(contract, "sign", "none", size)),
            .. ShortSweep.Select(size => ContractCase.Make(contract, "verify", "none", size)),
            .. BatchSweep.Select(size => BatchCase.Make(contract, "seal", size)),
            .. BatchSweep.Select(size => BatchCase.Make(contract, "unseal", size)),
        ];
    }

    private static AeadContext Open(AeadSuite suite, SealRole role, ContextFlags flags) => new(new AeadContextOptions
    {
        Secret = Inputs.Bytes(SecretSize),
        Role = role,
        Flags = flags,
        Suites = [suite.Algorithm],
    });
}
