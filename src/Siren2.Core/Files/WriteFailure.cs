namespace Siren2.Files;

/// <summary>What the system says of a file that it could not write, told of the file that the caller named.</summary>
internal static class WriteFailure
{
    /// <summary>Whether an exception of a file's own operations says that the system failed them.</summary>
    public static bool IsOne(Exception exception) => exception
        is IOException
        or UnauthorizedAccessException
        or ArgumentOutOfRangeException; // what a file becomes that is longer than its file system, or a limit, allows

    /// <summary>
    /// The exception to throw: an <see cref="UnauthorizedAccessException"/> for one, else an <see cref="IOException"/> with its code.
    /// </summary>
    /// <param name="exception">What the system said; it is kept as the inner exception.</param>
    /// <param name="written">The file that was written, by its full name.</param>
    /// <param name="path">The file that the caller named.</param>
    public static Exception Of(Exception exception, string written, string path)
    {
        string reason = exception.Message
            .Replace($" : '{written}'", string.Empty, StringComparison.Ordinal)
            .Replace(written, path, StringComparison.Ordinal);
        if (exception is ArgumentException { ParamName: string name })
        {
            reason = reason.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal);
        }

        string message = $"'{path}' cannot be written: {reason}";
        return exception switch
        {
            UnauthorizedAccessException => new UnauthorizedAccessException(message, exception),
            IOException => new IOException(message, exception) { HResult = exception.HResult },
            _ => new IOException(message, exception),
        };
    }
}
