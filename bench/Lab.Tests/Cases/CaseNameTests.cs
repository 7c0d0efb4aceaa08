using PerfLab.Cases;

namespace PerfLab.Lab.Tests.Cases;

public sealed class CaseNameTests
{
    [Theory]
    [InlineData("aead/aes-256-gcm/seal/ordered/1KiB", true)]
    [InlineData("peer/dotnet/aes-256-gcm/seal/ordered/0B", true)]
    [InlineData("pipe/length32/aead/1MiB", true)]
    [InlineData("aead/aes-256-gcm/seal/ordered/1024B", false)]
    [InlineData("aead/aes-256-gcm/seal/ordered/1kB", false)]
    [InlineData("aead/AES/seal/ordered/1KiB", false)]
    [InlineData("aead//seal/ordered/1KiB", false)]
    [InlineData("1KiB", false)]
    public void The_grammar_is_strict(string name, bool valid) => Assert.Equal(valid, CaseName.IsValid(name));

    [Fact]
    public void A_peers_case_has_the_tail_of_ours()
    {
        const string Ours = "aead/aes-256-gcm/seal/none/64B";
        var peers = CaseName.OfPeer("dotnet", CaseName.TailOf(Ours));
        Assert.Equal("peer/dotnet/aes-256-gcm/seal/none/64B", peers);
        Assert.Equal(CaseName.TailOf(Ours), CaseName.TailOf(peers));
        Assert.Equal("dotnet", CaseName.PeerOf(peers));
        Assert.Throws<ArgumentException>(() => CaseName.PeerOf(Ours));
    }

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1000, "1000B")]
    [InlineData(1024, "1KiB")]
    [InlineData(1536, "1536B")]
    [InlineData(65536, "64KiB")]
    [InlineData(1048576, "1MiB")]
    public void A_size_is_read_as_it_is_written(long bytes, string text)
    {
        Assert.Equal(text, MessageSize.Format(bytes));
        Assert.True(MessageSize.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }
}
