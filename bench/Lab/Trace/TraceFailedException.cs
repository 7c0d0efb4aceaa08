namespace PerfLab.Lab.Trace;

/// <summary>A case could not be traced, or its trace is not whole. Ends with exit code 1.</summary>
internal sealed class TraceFailedException : Exception
{
    public TraceFailedException(string message)
        : base(message)
    {
    }

    public TraceFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public TraceFailedException()
    {
    }
}
