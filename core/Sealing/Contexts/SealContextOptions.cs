using System.Buffers.Binary;
using System.Security.Cryptography;

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

    /// <summary>The options of the <paramref name="count"/>-th fresh context: derived keys, first numbers.</summary>
    internal abstract SealContextOptions Restart(int count);

    /// <summary>A key for the <paramref name="count"/>-th fresh context, as long as <paramref name="key"/> (RFC 5869).</summary>
    private protected static byte[] RestartKey(ReadOnlyMemory<byte> key, int count)
    {
        byte[] info = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(info, count);
        byte[] derived = new byte[key.Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Span, derived, "PerfLab restart v1"u8, info);
        return derived;
    }
}
