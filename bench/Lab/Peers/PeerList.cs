using PerfLab.Cases;

namespace PerfLab.Lab.Peers;

/// <summary>The peers, and the cases that they can be measured by.</summary>
internal static class PeerList
{
    /// <summary>All peers, present on this machine or not.</summary>
    public static IReadOnlyList<Peer> All { get; } =
    [
        new AeadPeer<DotnetAead>("dotnet", "System.Security.Cryptography AesGcm and ChaCha20Poly1305, in place", null),
        new AeadPeer<BouncyCastleAead>("bouncycastle", "GcmBlockCipher and ChaCha20Poly1305 of BouncyCastle, into a second buffer (it has no in-place form)", null),
        new AeadPeer<NSecAead>("nsec", "libsodium through NSec, in place; its AEGIS tag has 32 bytes, ours 16", NSecAead.Absence),
        new AeadPeer<OpenSslAead>("openssl", "libcrypto's EVP by P/Invoke, key set once, in place", OpenSslAead.Absence),
        new BoundPeer(),
        KerberosPeer.Mit,
        KerberosPeer.Heimdal,
        new NtlmPeer(),
        PipePeer.Ssl,
        PipePeer.Negotiate,
        PipePeer.Bare,
    ];

    /// <summary>The peer of a name, or null.</summary>
    public static Peer? Find(string name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>The cases of the given peers that do the work of <paramref name="ours"/>; absent peers have none.</summary>
    public static IEnumerable<Case> CasesFor(Case ours, IEnumerable<Peer> peers)
    {
        var tail = CaseName.TailOf(ours.Name);
        return CaseTail.Parse(tail) is { } parts
            ? peers.Where(p => p.Absence is null && p.Offers(parts)).Select(p => p.CaseFor(tail))
            : [];
    }

    /// <summary>A case of ours or of a peer by its name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Case FindCase(string name)
    {
        if (!CaseName.IsPeer(name))
        {
            return CaseList.Find(name);
        }

        var tail = CaseName.TailOf(name);
        return Find(CaseName.PeerOf(name)) is { } peer && CaseTail.Parse(tail) is { } parts && peer.Offers(parts)
            ? peer.CaseFor(tail)
            : throw new ArgumentException($"No case is named '{name}'.", nameof(name));
    }
}
