namespace PerfLab.Sealing.Diagnostics;

/// <summary>What telemetry may know about a message: never a key, never a byte of its content.</summary>
/// <param name="ContextId">Number of the context; the same in all events of one context.</param>
/// <param name="Suite">Package and suite.</param>
/// <param name="Numbering">Sequence-number mode.</param>
/// <param name="QualityOfProtection">The 32-bit value of the contract.</param>
/// <param name="Size">Bytes of message data, without token and trailer.</param>
internal readonly record struct MessageFacts(
    long ContextId,
    MessageSuite Suite,
    MessageNumbering Numbering,
    uint QualityOfProtection,
    int Size);
