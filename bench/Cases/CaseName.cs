// The grammar of case names:
//
//   package/suite/operation/mode/size         aead/aes-256-gcm/seal/ordered/1KiB
//   peer/name/suite/operation/mode/size       peer/dotnet/aes-256-gcm/seal/ordered/1KiB
//
// Some families have other middle parts (pipe/<framing>/<package>/<size>); the first part always names the family, the
// last one the size, and the tail (what follows the family or the peer) is what a case and its peers share.

namespace PerfLab.Cases;

/// <summary>The parts of a case's name.</summary>
public static class CaseName
{
    private const string PeerPrefix = "peer/";

    /// <summary>The name of a peer's case that does the same work as a case with this tail.</summary>
    public static string OfPeer(string peer, string tail) => $"{PeerPrefix}{peer}/{tail}";

    /// <summary>True when the case measures somebody else's code.</summary>
    public static bool IsPeer(string name) => name.StartsWith(PeerPrefix, StringComparison.Ordinal);

    /// <summary>Which peer a peer's case measures.</summary>
    /// <exception cref="ArgumentException">The name is not a peer's.</exception>
    public static string PeerOf(string name) =>
        IsPeer(name) ? name.Split('/')[1] : throw new ArgumentException($"'{name}' is not a peer's case.", nameof(name));

    /// <summary>What a case shares with its peers: suite/operation/mode/size.</summary>
    public static string TailOf(string name) => name.Split('/', IsPeer(name) ? 3 : 2)[^1];

    /// <summary>True for a name of the grammar above: lower-case parts, a size at the end.</summary>
    public static bool IsValid(string name)
    {
        var parts = name.Split('/');
        return parts.Length >= 3
            && parts[..^1].All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            && MessageSize.TryParse(parts[^1], out _);
    }
}
