namespace PerfLab.Sealing.Contract;

/// <summary>The four operations of the contract.</summary>
public enum MessageUse
{
    /// <summary>SpSealMessage.</summary>
    Seal,

    /// <summary>SpUnsealMessage.</summary>
    Unseal,

    /// <summary>SpMakeSignature.</summary>
    Sign,

    /// <summary>SpVerifySignature.</summary>
    Verify,
}
