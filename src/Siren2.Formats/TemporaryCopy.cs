namespace Siren2.Formats;

/// <summary>A copy of what can be read only once. It is deleted when it is disposed of, or when the process exits before.</summary>
internal sealed class TemporaryCopy : IDisposable
{
    private const int BufferSize = 1 << 16;

    public TemporaryCopy() => AppDomain.CurrentDomain.ProcessExit += OnExit;

    /// <summary>Its full name.</summary>
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $".siren2-{Guid.NewGuid():N}.tmp");

    /// <summary>Copies a stream to its end.</summary>
    /// <exception cref="IOException">The stream cannot be read, or there is no room for it.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public void Fill(Stream stream, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = BufferSize,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var copy = new FileStream(Path, options);
        byte[] block = new byte[BufferSize];
        for (int read = stream.Read(block); read > 0; read = stream.Read(block))
        {
            cancellationToken.ThrowIfCancellationRequested();
            copy.Write(block, 0, read);
        }
    }

    public void Dispose()
    {
        File.Delete(Path);
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
    }

    private void OnExit(object? sender, EventArgs e)
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows deletes nothing that is still open.
        }
    }
}
