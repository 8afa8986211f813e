namespace Siren2.Cli.Clips;

/// <summary>A clip's file, from which samples are read when they are asked for; what comes through a pipe is read at once.</summary>
internal sealed class OpenClip : IAudioSource, IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly IAudioSource _source;

    /// <param name="path">A file that exists.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="InvalidDataException">The file is not a WAV file that can be read.</exception>
    public OpenClip(string path)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
        try
        {
            _source = _stream.CanSeek ? new WaveFileSource(_stream, leaveOpen: true) : AudioClip.Load(_stream);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public int SampleRate => _source.SampleRate;

    public int ChannelCount => _source.ChannelCount;

    public long Length => _source.Length;

    /// <inheritdoc/>
    /// <exception cref="CommandException">The file cannot be read any more.</exception>
    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        Memory<float>[] room = [.. channels];
        _ = ClipFile.Reading(_path, () =>
        {
            _source.Read(start, room);
            return true;
        });
    }

    /// <summary>Reads all samples of a clip that is short enough.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public AudioClip ReadAll() => _source as AudioClip ?? this.Read(0, checked((int)Length));

    public void Dispose() => _stream.Dispose();
}
