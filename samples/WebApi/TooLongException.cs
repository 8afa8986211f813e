namespace WebApi;

/// <summary>A clip or its result is longer than the service takes.</summary>
internal sealed class TooLongException : Exception
{
    public TooLongException()
    {
    }

    public TooLongException(string message)
        : base(message)
    {
    }

    public TooLongException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
