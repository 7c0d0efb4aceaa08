using BenchmarkDotNet.Validators;
using PerfLab.Cases;
using PerfLab.Lab.Peers;
using PerfLab.Lab.Suites;

namespace PerfLab.Lab.Run;

/// <summary>Refuses a suite that would measure something else than it says: another class than <see cref="CaseSuite"/>, more
/// than one case in a process, a name outside the grammar or one that no list knows.</summary>
internal sealed class CaseValidator : IValidator
{
    public bool TreatsWarningsAsErrors => true;

    public IEnumerable<ValidationError> Validate(ValidationParameters validationParameters)
    {
        if (validationParameters.Benchmarks.Count != 1)
        {
            yield return new ValidationError(true, $"A process measures one case, not {validationParameters.Benchmarks.Count}.");
        }

        foreach (var benchmark in validationParameters.Benchmarks)
        {
            if (benchmark.Descriptor.Type != typeof(CaseSuite))
            {
                yield return new ValidationError(true, $"{benchmark.Descriptor.Type.Name}: cases are measured by {nameof(CaseSuite)} only.", benchmark);
            }
            else if (benchmark.Parameters[nameof(CaseSuite.Name)] is not string name || Problem(name) is not null)
            {
                yield return new ValidationError(true, $"'{benchmark.Parameters[nameof(CaseSuite.Name)]}' is not a case of this build.", benchmark);
            }
        }
    }

    /// <summary>What is wrong with a name, or null.</summary>
    internal static string? Problem(string name)
    {
        if (!CaseName.IsValid(name))
        {
            return $"'{name}' is not a case's name.";
        }

        try
        {
            PeerList.FindCase(name);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
