namespace PerfLab.Cases;

/// <summary>One measured thing. Its name never changes meaning: a changed body gets a new name.</summary>
/// <param name="Name">See <see cref="CaseName"/>.</param>
/// <param name="SizeBytes">Payload bytes of one operation.</param>
/// <param name="Prepare">Makes inputs and contexts, checks that the operation gives the right result, and returns a
/// delegate that runs a given number of operations. Throws <see cref="CaseFailedException"/> when the check fails.</param>
public sealed record Case(string Name, long SizeBytes, Func<Action<long>> Prepare);
