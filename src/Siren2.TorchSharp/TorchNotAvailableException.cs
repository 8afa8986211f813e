namespace Siren2.TorchSharp;

/// <summary>The native parts of TorchSharp are missing, or do not run on this system. The message says what to install.</summary>
public sealed class TorchNotAvailableException : Exception
{
    /// <summary>An exception with a message of no further use.</summary>
    public TorchNotAvailableException()
        : base("The native parts of TorchSharp cannot be loaded.")
    {
    }

    /// <summary>An exception that says what to install.</summary>
    /// <param name="message">What to install.</param>
    public TorchNotAvailableException(string message)
        : base(message)
    {
    }

    /// <summary>An exception that says what to install.</summary>
    /// <param name="message">What to install.</param>
    /// <param name="innerException">What TorchSharp threw.</param>
    public TorchNotAvailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
