namespace PerfLab.Lab;

/// <summary>Something the user can put right: one clear line that names the input and the way out. Ends with exit code 2.</summary>
internal sealed class UserException : Exception
{
    public UserException(string message)
        : base(message)
    {
    }

    public UserException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public UserException()
    {
    }
}
