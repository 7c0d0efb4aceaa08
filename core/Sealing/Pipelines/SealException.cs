using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Pipelines;

/// <summary>A connection ended because a message could not be sealed or unsealed.</summary>
public sealed class SealException : IOException
{
    /// <summary>Makes the exception for a status.</summary>
    public SealException(NtStatus status, string message, Exception? inner = null)
        : base(message, inner)
    {
        Status = status;
        HResult = (int)status;
    }

    /// <summary>What the contract calls it.</summary>
    public NtStatus Status { get; }
}
