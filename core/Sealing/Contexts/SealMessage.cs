using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Contexts;

/// <summary>One message of a batch: in, what to do; out, what became of it.</summary>
public struct SealMessage
{
    /// <summary>In: the context that seals or unseals the message.</summary>
    public SealContext Context;

    /// <summary>In: the token to fill (seal) or to check (unseal).</summary>
    public Memory<byte> Token;

    /// <summary>In: the data, changed in place.</summary>
    public Memory<byte> Data;

    /// <summary>In: associated data in front of the data.</summary>
    public ReadOnlyMemory<byte> AssociatedData;

    /// <summary>In for seal, out for unseal.</summary>
    public QualityOfProtection QualityOfProtection;

    /// <summary>In: the caller's message sequence number, or 0.</summary>
    public uint SequenceNumber;

    /// <summary>Out for seal: bytes written to the token.</summary>
    public int TokenLength;

    /// <summary>Out: the message's own status; one bad message harms no other.</summary>
    public NtStatus Status;
}
