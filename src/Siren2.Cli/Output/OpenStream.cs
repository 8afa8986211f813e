namespace Siren2.Cli.Output;

/// <summary>
/// A stream whose reader may be gone: standard output that was closed before the program began, as by <c>&gt;&amp;-</c> in a shell, or a pipe
/// whose reader has heard enough. What nobody wants to read is no error, and is dropped.
/// </summary>
internal sealed class OpenStream(Stream stream) : Stream
{
    // What Unix calls a pipe that nobody reads any more.
    private const int BrokenPipe = 32;

    private bool _isDeserted;

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
            if (!_isDeserted)
            {
                stream.Write(buffer);
            }
        }
        catch (Exception e) when (IsDeserted(e))
        {
            _isDeserted = true;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        try
        {
            if (!_isDeserted)
            {
                stream.Flush();
            }
        }
        catch (Exception e) when (IsDeserted(e))
        {
            _isDeserted = true;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                stream.Dispose();
            }
            catch (Exception e) when (IsDeserted(e))
            {
                // It had something left to flush.
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>Whether a failure says that there is no reader; of a bad file descriptor .NET says that access is denied.</summary>
    private static bool IsDeserted(Exception exception) =>
        exception is UnauthorizedAccessException || (exception is IOException { HResult: BrokenPipe } && !OperatingSystem.IsWindows());
}
