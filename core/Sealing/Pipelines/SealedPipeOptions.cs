using System.Buffers;

namespace PerfLab.Sealing.Pipelines;

/// <summary>How a <see cref="SealedPipe"/> protects and frames its messages. Both ends use the same framing.</summary>
public sealed record SealedPipeOptions
{
    /// <summary>The frame around each message.</summary>
    public MessageFraming Framing { get; init; } = new LengthFraming();

    /// <summary>True: messages are encrypted, and one that is not is refused. False: they are sent authenticated only
    /// (WRAP_NO_ENCRYPT), and both kinds are taken.</summary>
    public bool Encrypt { get; init; } = true;

    /// <summary>Where the buffers for messages come from that were received in pieces.</summary>
    public ArrayPool<byte> Pool { get; init; } = ArrayPool<byte>.Shared;
}
