namespace PerfLab.Cases;

/// <summary>The cases of the Kerberos package. Contexts have an acceptor subkey, as after every mutual authentication.</summary>
internal static class KerberosCases
{
    private const int Small = 64;
    private const int Medium = 1024;
    private const int Large = 16 * 1024;

    /// <summary>All of them.</summary>
    public static IEnumerable<Case> All() => KerberosSuite.All.SelectMany(Of);

    private static IEnumerable<Case> Of(KerberosSuite suite)
    {
        var contract = new ContractSuite("kerberos", suite.Name, suite.Open, XorsKeystream: false);
        return
        [
            .. MessageSize.Sweep.Select(size => ContractCase.Make(contract, "seal", "none", size)),
            .. MessageSize.Sweep.Select(size => ContractCase.Make(contract, "unseal", "none", size)),
            .. new[] { "replay", "ordered" }.Select(mode => ContractCase.Make(contract, "roundtrip", mode, Small)),
            .. new[] { Small, Medium, Large }.Select(size => ContractCase.Make(contract, "sign", "none", size)),
            .. new[] { Small, Medium, Large }.Select(size => ContractCase.Make(contract, "verify", "none", size)),
            .. new[] { "seal", "unseal" }.SelectMany(operation => new[] { Small, Medium }.Select(size => BatchCase.Make(contract, operation, size))),
        ];
    }
}
