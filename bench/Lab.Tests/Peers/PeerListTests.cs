using PerfLab.Cases;
using PerfLab.Lab.Peers;

namespace PerfLab.Lab.Tests.Peers;

public sealed class PeerListTests
{
    public static TheoryData<string> Small =>
    [
        .. from c in CaseList.All.Where(c => c.Name.StartsWith("aead/", StringComparison.Ordinal) && c.SizeBytes is 0 or 64)
           from peer in PeerList.CasesFor(c, PeerList.All)
           select peer.Name,
    ];

    [Theory]
    [MemberData(nameof(Small))]
    public void A_peers_case_prepares_checks_itself_and_runs(string name)
    {
        var run = PeerList.FindCase(name).Prepare();
        run(3);
        run(2);
        Assert.Equal(MessageSize.Format(PeerList.FindCase(name).SizeBytes), name.Split('/')[^1]);
    }

    [Fact]
    public void The_framework_and_BouncyCastle_are_always_there() =>
        Assert.All(new[] { "dotnet", "bouncycastle" }, name => Assert.Null(PeerList.Find(name)!.Absence));

    [Fact]
    public void No_peer_claims_work_that_it_does_not_do()
    {
        Assert.Throws<ArgumentException>(() => PeerList.FindCase("peer/dotnet/aegis-128l/seal/none/64B"));
        Assert.Throws<ArgumentException>(() => PeerList.FindCase("peer/dotnet/aes-256-gcm/seal/ordered/64B"));
        Assert.Throws<ArgumentException>(() => PeerList.FindCase("peer/nobody/aes-256-gcm/seal/none/64B"));
    }
}
