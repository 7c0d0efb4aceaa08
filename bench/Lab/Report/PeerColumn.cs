using System.Globalization;
using PerfLab.Lab.Peers;
using PerfLab.Lab.Results;

namespace PerfLab.Lab.Report;

/// <summary>How tables show the ratios to the peers: factors, and for the machine's limit how much of it ours reaches.</summary>
internal static class PeerColumn
{
    private static readonly string Bound = new BoundPeer().Name;

    /// <summary>All ratios of a case; empty when no peer was measured on its work.</summary>
    public static string Text(CaseRecord c) => string.Join(", ", c.PeerRatios.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Key == Bound
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * r.Value:0} % of {r.Key}")
        : string.Create(CultureInfo.InvariantCulture, $"{r.Value:0.00}x {r.Key}")));
}
