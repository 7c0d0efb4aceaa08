namespace PerfLab.Sealing.Kernels;

/// <summary>The key size of AES as a type, so that the number of rounds is a constant of the kernel.</summary>
internal interface IAesSize
{
    /// <summary>Rounds of the cipher.</summary>
    static abstract int Rounds { get; }
}

/// <summary>AES with a 16-byte key.</summary>
internal readonly struct Aes128Size : IAesSize
{
    public static int Rounds => 10;
}

/// <summary>AES with a 32-byte key.</summary>
internal readonly struct Aes256Size : IAesSize
{
    public static int Rounds => 14;
}
