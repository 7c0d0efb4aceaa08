using PerfLab.Sealing.Contexts;

namespace PerfLab.Cases;

/// <summary>A suite of a package, as the cases of <see cref="ContractCase"/> need it.</summary>
/// <param name="Package">First part of the cases' names.</param>
/// <param name="Name">Second part.</param>
/// <param name="Open">Makes a context of the suite. Two contexts of one role are the same in every byte that they produce;
/// contexts of opposite roles understand each other.</param>
/// <param name="XorsKeystream">See <see cref="AeadSuite.XorsKeystream"/>.</param>
public sealed record ContractSuite(string Package, string Name, Func<SealRole, ContextFlags, SealContext> Open, bool XorsKeystream);
