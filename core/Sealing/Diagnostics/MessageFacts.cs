namespace PerfLab.Sealing.Diagnostics;

/// <summary>What telemetry may know about a message: never a key, never a byte of its content.</summary>
/// <param name="ContextId">Number of the context; the same in all events of one context.</param>
/// <param name="Package">Spelled as in a case name: aead, kerberos, ntlm.</param>
/// <param name="Suite">Spelled as in a case name, for example aes-256-gcm.</param>
/// <param name="SequenceMode">none, assigned, replay or ordered.</param>
/// <param name="QualityOfProtection">The 32-bit value of the contract.</param>
/// <param name="Size">Bytes of message data, without token and trailer.</param>
internal readonly record struct MessageFacts(
    long ContextId,
    string Package,
    string Suite,
    string SequenceMode,
    uint QualityOfProtection,
    int Size);
