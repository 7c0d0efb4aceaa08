namespace PerfLab.Sealing.Diagnostics;

/// <summary>The sequence-number mode of a message, as events carry it.</summary>
public enum MessageNumbering : byte
{
    /// <summary>Any order.</summary>
    None,

    /// <summary>Any order; the caller's own number is carried.</summary>
    Assigned,

    /// <summary>Each message once.</summary>
    Replay,

    /// <summary>Exactly the next message.</summary>
    Ordered,
}
