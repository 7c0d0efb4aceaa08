namespace PerfLab.Sealing.Contexts;

/// <summary>SecPkgContext_Sizes: what a caller must leave room for, in bytes.</summary>
/// <param name="MaxToken">cbMaxToken: the largest token of the authentication exchange.</param>
/// <param name="MaxSignature">cbMaxSignature: the TOKEN buffer of Sign; 0 without integrity.</param>
/// <param name="BlockSize">cbBlockSize: preferred multiple of the message length; 0 or 1 for stream formats.</param>
/// <param name="SecurityTrailer">cbSecurityTrailer: the TOKEN buffer of Seal; 0 without confidentiality.</param>
public readonly record struct ContextSizes(int MaxToken, int MaxSignature, int BlockSize, int SecurityTrailer);
