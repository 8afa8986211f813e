namespace Siren2.Checks;

/// <summary>Refuses streams that cannot do what is asked of them, before anything is done; the parameter is called stream.</summary>
internal static class StreamCheck
{
    /// <summary>Refuses a stream that cannot be read.</summary>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="ArgumentException">It is only for writing, or closed.</exception>
    public static void Readable(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
        {
            throw new ArgumentException("The stream cannot be read: it is only for writing, or closed.", nameof(stream));
        }
    }

    /// <summary>Refuses a stream that cannot be written to.</summary>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="ArgumentException">It is only for reading, or closed.</exception>
    public static void Writable(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
        {
            throw new ArgumentException("The stream cannot be written to: it is only for reading, or closed.", nameof(stream));
        }
    }
}
