using PerfLab.Lab.Peers;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Report;

/// <summary>How tables show the ratio to a peer: a factor, or for the machine's limit how much of it ours reaches.</summary>
internal static class PeerColumn
{
    private static readonly string Bound = new BoundPeer().Name;

    /// <summary>The column's head.</summary>
    public static string Title(string peer) => peer == Bound ? $"% of {peer}" : $"x {peer}";

    /// <summary>A case's figure; empty when the peer was not measured on its work.</summary>
    public static string Cell(CaseRecord c, string peer) =>
        !c.PeerRatios.TryGetValue(peer, out var ratio) ? "" : peer == Bound ? $"{100 * ratio:0}" : $"{ratio:0.00}";
}
