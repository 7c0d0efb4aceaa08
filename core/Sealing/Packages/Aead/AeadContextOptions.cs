using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Packages.Aead;

/// <summary>What an <see cref="AeadContext"/> is made from. Both ends use the same secret and the other role.</summary>
public sealed record AeadContextOptions : SealContextOptions
{
    /// <summary>The shared secret: 16 to 1024 bytes of key quality. Used by one pair of contexts only.</summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>The suites that the context allows; the first is its default.</summary>
    public IReadOnlyList<AeadAlgorithm> Suites { get; init; } = [AeadAlgorithm.Aes256Gcm];

    /// <summary>The counter of the first message sent.</summary>
    public ulong SendCounter { get; init; } = 1;

    /// <summary>The counter of the first message expected.</summary>
    public ulong ReceiveCounter { get; init; } = 1;

    /// <summary>Forgeries that the receiving keys have refused already.</summary>
    internal long Forgeries { get; init; }

    internal override SealContextOptions Restart(int count) =>
        this with { Secret = RestartKey(Secret, count), SendCounter = 1, ReceiveCounter = 1, Forgeries = 0 };
}
