namespace PerfLab.Sealing.Diagnostics;

/// <summary>What a context can run out of. Bytes are not counted: message limits allow for full messages.</summary>
public enum ContextLimit : byte
{
    /// <summary>Messages that may be sent.</summary>
    Messages,

    /// <summary>Forged messages that may be refused.</summary>
    Forgeries,

    /// <summary>Milliseconds of lifetime.</summary>
    Lifetime,
}
