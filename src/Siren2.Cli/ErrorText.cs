using Siren2.Cli.Output;

namespace Siren2.Cli;

/// <summary>Turns exceptions into one line for the user.</summary>
internal static class ErrorText
{
    /// <summary>Whether an exception is about what the user gave, not about the program.</summary>
    public static bool IsBadInput(Exception exception) => exception
        is CommandException
        or ArgumentException
        or InvalidDataException
        or InvalidOperationException
        or IOException
        or UnauthorizedAccessException
        or OutOfMemoryException;

    /// <summary>The message in one line, without the name of the parameter, which is the library's word and not the user's.</summary>
    public static string Of(Exception exception)
    {
        string message = exception.Message;
        if (exception is ArgumentException { ParamName: string name })
        {
            message = message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal);
        }

        return PlainText.OneLine(message);
    }
}
