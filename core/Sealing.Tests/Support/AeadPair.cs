using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Packages.Aead;
using PerfLab.Sealing.Sspi;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>Two ends of an Aead connection, both with a handle.</summary>
internal sealed class AeadPair : IDisposable
{
    private static readonly byte[] s_secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    internal AeadPair(
        ContextFlags flags = ContextFlags.Integrity | ContextFlags.Confidentiality,
        AeadAlgorithm[]? suites = null,
        ulong firstCounter = 1)
    {
        Client = new AeadContext(Options(SealRole.Initiator));
        Server = new AeadContext(Options(SealRole.Acceptor));
        ClientHandle = SealProvider.Open(Client);
        ServerHandle = SealProvider.Open(Server);

        AeadContextOptions Options(SealRole role) => new()
        {
            Role = role,
            Flags = flags,
            Secret = s_secret,
            Suites = suites ?? [AeadAlgorithm.Aes256Gcm, AeadAlgorithm.Aes128Gcm],
            SendCounter = firstCounter,
            ReceiveCounter = firstCounter,
        };
    }

    internal AeadContext Client { get; }

    internal AeadContext Server { get; }

    internal nuint ClientHandle { get; }

    internal nuint ServerHandle { get; }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
