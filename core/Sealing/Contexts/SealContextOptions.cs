namespace PerfLab.Sealing.Contexts;

/// <summary>What every context is made from; each package adds its keys.</summary>
public abstract record SealContextOptions
{
    /// <summary>Which end this is.</summary>
    public required SealRole Role { get; init; }

    /// <summary>What was negotiated. Default: sealed messages in any order.</summary>
    public ContextFlags Flags { get; init; } = ContextFlags.Integrity | ContextFlags.Confidentiality;

    /// <summary>When the context came to be (tsStart).</summary>
    public DateTimeOffset Start { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>When it ends (tsExpiry); afterwards every message is answered with ContextExpired.</summary>
    public DateTimeOffset Expiry { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The sequence mode that the flags ask for.</summary>
    internal SequenceMode SequenceMode =>
        Flags.HasFlag(ContextFlags.SequenceDetect) ? SequenceMode.Ordered
        : Flags.HasFlag(ContextFlags.ReplayDetect) ? SequenceMode.Replay
        : SequenceMode.None;
}
