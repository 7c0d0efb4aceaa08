namespace PerfLab.Sealing.Kernels;

/// <summary>Sealing or unsealing as a type: one kernel serves both, and the JIT drops the branch.</summary>
internal interface IDirection
{
    /// <summary>True when the kernel seals.</summary>
    static abstract bool Seals { get; }
}

/// <summary>Plaintext in, ciphertext out.</summary>
internal readonly struct SealDirection : IDirection
{
    public static bool Seals => true;
}

/// <summary>Ciphertext in, plaintext out.</summary>
internal readonly struct UnsealDirection : IDirection
{
    public static bool Seals => false;
}
