using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Pipelines;

/// <summary>The sample in the README is code that compiles and does what is said there.</summary>
public sealed class EchoSampleTests
{
    private const string Heading = "## Sealed connections";
    private const string BlockStart = "```csharp";
    private const string BlockEnd = "```";

    [Fact]
    public async Task TheServerEchoesWhatTheClientAsks()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = EchoSample.ServeAsync(listener, secret);
        Assert.Equal("hello", await EchoSample.AskAsync(((IPEndPoint)listener.LocalEndpoint).Port, secret, "hello"));
        await serving;
    }

    [Fact]
    public void TheReadmeShowsTheSampleAsItIsCompiled()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string section = readme[readme.IndexOf(Heading, StringComparison.Ordinal)..];
        section = section[(section.IndexOf(BlockStart, StringComparison.Ordinal) + BlockStart.Length)..];
        string shown = Lines(section[..section.IndexOf(BlockEnd, StringComparison.Ordinal)]);
        Assert.Contains("CopyToAsync", shown, StringComparison.Ordinal);
        Assert.Contains(shown, Lines(File.ReadAllText(Path.Combine(Repository.Root, "core/Sealing.Tests/Pipelines/EchoSample.cs"))), StringComparison.Ordinal);
    }

    // As they are read: without indentation and without what only the compiler asks for.
    private static string Lines(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim().Replace("internal ", "", StringComparison.Ordinal)).Where(line => line.Length > 0));
}
