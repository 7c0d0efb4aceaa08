using PerfLab.Cases;

namespace PerfLab.Lab.Peers;

/// <summary>Somebody else's library, doing the same work per message as a case of ours.</summary>
internal abstract class Peer
{
    /// <summary>The second part of its cases' names.</summary>
    public abstract string Name { get; }

    /// <summary>What it is and where its work differs from ours; printed under the table.</summary>
    public abstract string Note { get; }

    /// <summary>Why this machine cannot run it, or null when it can.</summary>
    public virtual string? Absence => null;

    /// <summary>True when it can do the work of a case with this tail.</summary>
    public abstract bool Offers(CaseTail tail);

    /// <summary>Prepares and checks the work of a case with this tail; see <see cref="Case.Prepare"/>.</summary>
    public abstract Action<long> Prepare(CaseTail tail);

    /// <summary>The peer's case for a tail that it offers.</summary>
    public Case CaseFor(string tail)
    {
        var parts = CaseTail.Parse(tail) ?? throw new ArgumentException($"'{tail}' is not suite/operation/mode/size.", nameof(tail));
        return new Case(CaseName.OfPeer(Name, tail), parts.SizeBytes, () => Prepare(parts));
    }
}
