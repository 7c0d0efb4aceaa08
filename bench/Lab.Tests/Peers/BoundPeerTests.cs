using PerfLab.Cases;
using PerfLab.Lab.Peers;
using PerfLab.Lab.Report;
using PerfLab.Lab.Results;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Lab.Tests.Peers;

public sealed class BoundPeerTests
{
    private static readonly Peer[] Bound = [new BoundPeer()];

    [Fact]
    public void Every_tier_with_AES_instructions_has_a_bound_and_no_other()
    {
        foreach (var c in CaseList.All.Where(c => c.Name.StartsWith("kernel/", StringComparison.Ordinal)))
        {
            var hasAes = c.Name.Contains("aes-clmul", StringComparison.Ordinal) || c.Name.Contains("86-aes/", StringComparison.Ordinal) || c.Name.Contains("arm64-aes", StringComparison.Ordinal);
            Assert.Equal(hasAes ? 1 : 0, PeerList.CasesFor(c, Bound).Count());
        }
    }

    [Fact]
    public void A_message_of_GCM_needs_its_blocks_and_one_more()
    {
        var mix = BoundPeer.MixOf(AeadAlgorithm.Aes256Gcm, Tier.X86AesClmul256, 1024);
        Assert.Equal(new RegisterMix(14, 4, 65 / 8.0), mix);
    }

    [Fact]
    public void The_tables_show_the_share_of_the_bound_in_percent()
    {
        var c = CaseRecord.Failure("kernel/x/seal/y/16B", 16, "") with { PeerRatios = new Dictionary<string, double> { ["bound"] = 0.853, ["dotnet"] = 2.5 } };
        Assert.Equal("85 % of bound, 2.50x dotnet", PeerColumn.Text(c));
    }
}
