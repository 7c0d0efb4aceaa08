namespace PerfLab.Sealing.Contexts;

/// <summary>SecPkgInfo: what a package is and can do.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Comment">One line about it.</param>
/// <param name="Capabilities">SECPKG_FLAG_* bits.</param>
/// <param name="RpcId">RPC identifier, 0xFFFF for none.</param>
/// <param name="MaxToken">cbMaxToken, in bytes.</param>
public sealed record SealPackage(string Name, string Comment, uint Capabilities, ushort RpcId, int MaxToken);
