// The limit of the machine as a peer: how long the AES rounds and carry-less products of a message take when nothing else
// is done, no load, no store, no counter, no reduction. "x bound" is then the fraction of the limit that ours reaches.
//
//   AES-GCM      blocks + 1 of 10 or 14 rounds, and 4 products for each vector of blocks + 2 (schoolbook), beside each other
//                (see RegisterLoop), so that the figure is right where both share pipes and where they do not
//   AEGIS-128L   8 rounds for each 32 bytes and each of 18 updates more (set-up, header, end)
//   AEGIS-256    6 rounds for each 16 bytes and each of 24 updates more
//
// It is a bound of throughput: a message of a few blocks is bound by latency first and cannot come near it.

using PerfLab.Cases;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Lab.Peers;

internal sealed class BoundPeer : Peer
{
    public override string Name => "bound";

    public override string Note => "the same AES rounds and carry-less products as one loop over registers only: the machine's limit at that tier";

    public override bool Offers(CaseTail tail) => tail.Operation is "seal" or "unseal" && TierOf(tail) is not null;

    public override Action<long> Prepare(CaseTail tail)
    {
        var algorithm = AeadSuite.Find(tail.Suite)!.Algorithm;
        var mix = MixOf(algorithm, TierOf(tail)!.Value, tail.SizeBytes);
        var loop = LoopOf(TierOf(tail)!.Value);
        return operations => loop(Math.Max(1, (long)(operations * mix.Units)), mix);
    }

    // The tier that a kernel case names, or the one that the contract uses. Null where the suite has no AES instructions.
    private static Tier? TierOf(CaseTail tail)
    {
        if (AeadSuite.Find(tail.Suite) is not { } suite || AeadCiphers.Tiers(suite.Algorithm) is not { Count: > 0 } tiers)
        {
            return null;
        }

        Tier[] named = tail.Mode == "none" ? [tiers[^1]] : [.. tiers.Where(t => KernelCases.NameOf(t) == tail.Mode)];
        return named is [var tier] && tier is Tier.X86Aes or Tier.X86AesClmul256 or Tier.X86AesClmul512 or Tier.Arm64Aes ? tier : null;
    }

    internal static RegisterMix MixOf(AeadAlgorithm algorithm, Tier tier, int size)
    {
        var blocks = (size + 15) / 16;
        return algorithm switch
        {
            AeadAlgorithm.Aes128Gcm => new RegisterMix(10, StepsOf(tier), (blocks + 1) / 8.0),
            AeadAlgorithm.Aes256Gcm => new RegisterMix(14, StepsOf(tier), (blocks + 1) / 8.0),
            AeadAlgorithm.Aegis128L => new RegisterMix(1, 0, ((size + 31) / 32) + 18),
            _ => new RegisterMix(1, 0, 6 * (blocks + 24) / 8.0),
        };
    }

    // 4 products for each vector, 8 blocks: as many steps of 4 products as there are vectors.
    private static int StepsOf(Tier tier) => tier switch
    {
        Tier.X86AesClmul512 => 2,
        Tier.X86AesClmul256 => 4,
        _ => 8,
    };

    private static Action<long, RegisterMix> LoopOf(Tier tier) => tier switch
    {
        Tier.X86AesClmul512 => RegisterLoop<X86Isa, Products512>.Run,
        Tier.X86AesClmul256 => RegisterLoop<X86Isa, Products256>.Run,
        Tier.Arm64Aes => RegisterLoop<Arm64Isa, Products128<Arm64Isa>>.Run,
        _ => RegisterLoop<X86Isa, Products128<X86Isa>>.Run,
    };
}
