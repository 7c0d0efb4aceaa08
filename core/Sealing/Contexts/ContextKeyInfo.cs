namespace PerfLab.Sealing.Contexts;

/// <summary>SecPkgContext_KeyInfo: the algorithms of a context.</summary>
/// <param name="SignatureAlgorithmName">Name of the integrity algorithm.</param>
/// <param name="EncryptAlgorithmName">Name of the cipher.</param>
/// <param name="KeySize">Size of the cipher's key, in bits.</param>
/// <param name="SignatureAlgorithm">The package's number of the integrity algorithm.</param>
/// <param name="EncryptAlgorithm">The package's number of the cipher.</param>
public readonly record struct ContextKeyInfo(
    string SignatureAlgorithmName,
    string EncryptAlgorithmName,
    int KeySize,
    int SignatureAlgorithm,
    int EncryptAlgorithm);
