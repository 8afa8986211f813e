namespace Siren2.Files;

/// <summary>
/// A file without a name of its own until it is complete. Its failures name the file that it is to become; unless it becomes that, disposing of it
/// deletes it.
/// </summary>
internal sealed class TemporaryFile : Stream
{
    private const int BufferSize = 1 << 16;

    private readonly FileStream _file;
    private readonly ExitDeletion _exit;
    private readonly string _path;
    private readonly UnixFileMode? _mode;
    private bool _isMoved;

    /// <summary>Creates the file.</summary>
    /// <param name="folder">
    /// Where: the folder of the file that it is to become. The same folder is the same volume, where a move is one step of the file system.
    /// </param>
    /// <param name="path">What the caller calls that file.</param>
    /// <param name="mode">Its permissions; null for those of any new file, and on Windows.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be created.</exception>
    public TemporaryFile(string folder, string path, UnixFileMode? mode)
    {
        // Whoever finds one that a kill has left behind can tell whose it was. The name does not contain the target's, which may be as long as
        // names can be.
        string name = Path.Combine(folder, $".siren2-{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
            BufferSize = BufferSize,
        };
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        _path = path;
        _mode = mode;
        _exit = new ExitDeletion(name);
        try
        {
            _file = new FileStream(name, options);
        }
        catch (Exception e) when (WriteFailure.IsOne(e))
        {
            _exit.Dispose();
            throw WriteFailure.Of(e, name, path);
        }
    }

    /// <summary>Its own full name.</summary>
    public string Name => _file.Name;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _file.Write(buffer);
        }
        catch (Exception e) when (WriteFailure.IsOne(e))
        {
            throw Named(e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _file.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (WriteFailure.IsOne(e))
        {
            throw Named(e);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    /// <summary>Does nothing: all is flushed before the file gets its name.</summary>
    public override void Flush()
    {
    }

    /// <summary>Flushes the file to disk, closes it and moves it over another, or to where there is none.</summary>
    /// <param name="target">The full name to take.</param>
    /// <param name="mayReplace">Whether there may be another.</param>
    /// <exception cref="IOException">The file cannot be written or moved.</exception>
    /// <exception cref="UnauthorizedAccessException">The target may not be replaced.</exception>
    public void MoveTo(string target, bool mayReplace)
    {
        try
        {
            if (_mode is UnixFileMode mode && !OperatingSystem.IsWindows())
            {
                // What a file is created with, the process's mask is taken off.
                File.SetUnixFileMode(_file.SafeFileHandle, mode);
            }

            _file.Flush(flushToDisk: true);
            _file.Dispose();
            File.Move(_file.Name, target, mayReplace);
            Keep();
        }
        catch (Exception e) when (WriteFailure.IsOne(e))
        {
            throw Named(e);
        }
    }

    /// <summary>
    /// Flushes the file to disk, writes all of it over another, which stays the same file under all of its names, and deletes it. A process that dies
    /// meanwhile leaves it behind, complete.
    /// </summary>
    /// <param name="target">The full name of the other.</param>
    /// <exception cref="IOException">The target cannot be written; this file stays, and the message names it.</exception>
    public void CopyTo(string target)
    {
        try
        {
            _file.Flush(flushToDisk: true);
            using var destination = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.Read, BufferSize);
            _exit.Dispose();
            _file.Position = 0;
            _file.CopyTo(destination);
            destination.SetLength(destination.Position);
            destination.Flush(flushToDisk: true);
        }
        catch (Exception e) when (WriteFailure.IsOne(e))
        {
            // The other may be damaged by now: what was to replace it is all that is left of either.
            Keep();
            _file.Dispose();
            Exception failure = WriteFailure.Of(e, target, _path);
            throw new IOException($"{failure.Message} All of it is in '{_file.Name}'.", failure) { HResult = failure.HResult };
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Closes the file and deletes what got no name; the failure that led here is the one to report, not a second one.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isMoved)
        {
            try
            {
                _file.Dispose();
            }
            catch (Exception e) when (WriteFailure.IsOne(e))
            {
            }

            try
            {
                File.Delete(_file.Name);
            }
            catch (Exception e) when (WriteFailure.IsOne(e))
            {
            }

            _exit.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>From now on the file is nobody's to delete.</summary>
    private void Keep()
    {
        _isMoved = true;
        _exit.Dispose();
    }

    private Exception Named(Exception exception) => WriteFailure.Of(exception, _file.Name, _path);
}
