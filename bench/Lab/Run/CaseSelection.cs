using System.IO.Enumeration;
using PerfLab.Cases;
using PerfLab.Lab.Peers;

namespace PerfLab.Lab.Run;

/// <summary>Which cases a run measures, in which order.</summary>
internal static class CaseSelection
{
    /// <summary>True when the name matches; '*' stands for any characters, '/' among them, '?' for one.</summary>
    public static bool Matches(string glob, string name) => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false);

    /// <summary>Our cases that match any glob of the profile and the filter, each followed by its peers' cases. A peer's case
    /// serves every case with its tail and appears once.</summary>
    /// <exception cref="UserException">Nothing matches.</exception>
    public static IReadOnlyList<Case> Select(IReadOnlyList<Case> all, IReadOnlyList<string> globs, string? filter, IReadOnlyList<Peer> peers)
    {
        Case[] chosen =
        [
            .. all.Where(c => globs.Any(g => Matches(g, c.Name)) && (filter is null || Matches(filter, c.Name)))
                .SelectMany(c => PeerList.CasesFor(c, peers).Prepend(c))
                .DistinctBy(c => c.Name),
        ];
        return chosen.Length > 0
            ? chosen
            : throw new UserException(filter is null
                ? $"No case matches {string.Join(", ", globs)}."
                : $"No case of the profile matches '{filter}'; 'perflab list' shows the names.");
    }

    /// <summary>The part of the cases that shard <paramref name="index"/> of <paramref name="count"/> measures. A case and its
    /// peers stay together, so that their ratio is taken on one machine.</summary>
    public static IReadOnlyList<Case> Shard(IReadOnlyList<Case> cases, int index, int count) =>
    [
        .. cases.GroupBy(c => CaseName.TailOf(c.Name))
            .Where((_, position) => position % count == index - 1)
            .SelectMany(group => group),
    ];

    /// <summary>Reads "I/N", 1 to N.</summary>
    /// <exception cref="UserException">It is something else.</exception>
    public static (int Index, int Count) ParseShard(string text) =>
        text.Split('/') is [var i, var n] && int.TryParse(i, out var index) && int.TryParse(n, out var count) && index >= 1 && index <= count
            ? (index, count)
            : throw new UserException($"'--shard {text}' is not I/N with 1 <= I <= N, as in --shard 2/4.");
}
