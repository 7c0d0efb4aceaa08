using PerfLab.Cases;
using PerfLab.Lab.Peers;
using PerfLab.Lab.Run;

namespace PerfLab.Lab.Tests.Run;

public sealed class CaseSelectionTests
{
    private static readonly IReadOnlyList<Case> All =
    [
        .. from operation in new[] { "seal", "unseal" }
           from size in MessageSize.Sweep
           select new Case($"aead/aes-256-gcm/{operation}/none/{MessageSize.Format(size)}", size, () => _ => { }),
    ];

    private static readonly Peer[] Dotnet = [PeerList.Find("dotnet")!];

    [Fact]
    public void A_star_crosses_slashes()
    {
        Assert.Equal(All.Count, CaseSelection.Select(All, ["aead/*"], null, []).Count);
        Assert.Equal(["aead/aes-256-gcm/seal/none/1KiB"], CaseSelection.Select(All, ["*"], "aead/aes-256-gcm/seal/*/1KiB", []).Select(c => c.Name));
    }

    [Fact]
    public void Each_case_is_followed_by_its_peers() =>
        Assert.Equal(
            ["aead/aes-256-gcm/seal/none/64B", "peer/dotnet/aes-256-gcm/seal/none/64B"],
            CaseSelection.Select(All, ["*/seal/none/64B"], null, Dotnet).Select(c => c.Name));

    [Fact]
    public void Nothing_chosen_is_a_users_error_that_names_the_filter()
    {
        var error = Assert.Throws<UserException>(() => CaseSelection.Select(All, ["*"], "aead/nothing", []));
        Assert.Contains("aead/nothing", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Shards_are_a_partition_and_keep_peers_with_their_case(int count)
    {
        var chosen = CaseSelection.Select(All, ["*"], null, Dotnet);
        IReadOnlyList<Case>[] shards = [.. Enumerable.Range(1, count).Select(i => CaseSelection.Shard(chosen, i, count))];
        Assert.Equal(chosen.Select(c => c.Name).Order(), shards.SelectMany(s => s).Select(c => c.Name).Order());
        Assert.All(shards, shard => Assert.All(
            shard.Where(c => CaseName.IsPeer(c.Name)),
            peer => Assert.Contains(shard, c => !CaseName.IsPeer(c.Name) && CaseName.TailOf(c.Name) == CaseName.TailOf(peer.Name))));
    }

    [Theory]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("1")]
    [InlineData("a/b")]
    [InlineData("1/2/3")]
    [InlineData("-1/2")]
    public void A_bad_shard_is_a_users_error(string text) => Assert.Throws<UserException>(() => CaseSelection.ParseShard(text));
}
