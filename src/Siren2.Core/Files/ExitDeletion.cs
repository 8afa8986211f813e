namespace Siren2.Files;

/// <summary>
/// Deletes a temporary file when the process exits while the file is still in use: where a signal ends the program, nobody disposes of anything.
/// </summary>
internal sealed class ExitDeletion : IDisposable
{
    private readonly string _path;

    /// <summary>Watches over a file.</summary>
    /// <param name="path">Its full name. It need not exist yet.</param>
    public ExitDeletion(string path)
    {
        _path = path;
        AppDomain.CurrentDomain.ProcessExit += Delete;
    }

    /// <summary>Watches no longer.</summary>
    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= Delete;

    private void Delete(object? sender, EventArgs e)
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The program is ending anyway.
        }
    }
}
