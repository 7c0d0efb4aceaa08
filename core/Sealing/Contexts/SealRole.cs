namespace PerfLab.Sealing.Contexts;

/// <summary>Which end of the connection a context is.</summary>
public enum SealRole
{
    /// <summary>The client, who asked for the connection.</summary>
    Initiator,

    /// <summary>The server.</summary>
    Acceptor,
}
