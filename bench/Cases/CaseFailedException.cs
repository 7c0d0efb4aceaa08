namespace PerfLab.Cases;

/// <summary>An operation of a case did not do what the case says it does.</summary>
public sealed class CaseFailedException : Exception
{
    public CaseFailedException(string message)
        : base(message)
    {
    }

    public CaseFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public CaseFailedException()
    {
    }
}
