using Siren2.Audio;

namespace Siren2;

/// <summary>A WAV file that is read part by part, so that its length does not matter. What is read, and how, see <see cref="AudioClip.Load(Stream)"/>.</summary>
/// <remarks>Not thread-safe: reads move the position of the file.</remarks>
public sealed class WaveFileSource : IAudioSource, IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly WaveLayout _layout;
    private readonly long _start;
    private bool _isDisposed;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">The file is not a WAV file that can be read.</exception>
    public WaveFileSource(string path)
        : this(Open(path), leaveOpen: false)
    {
    }

    /// <summary>Reads from a stream's position on.</summary>
    /// <param name="stream">Where to read; it must be able to seek, and nobody else may move it.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this reader is disposed.</param>
    /// <exception cref="ArgumentException">The stream cannot seek or be read.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">The stream does not hold a WAV file that can be read.</exception>
    public WaveFileSource(Stream stream, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek || !stream.CanRead)
        {
            throw new ArgumentException("The stream must be able to read and to seek; copy it to a file first.", nameof(stream));
        }

        _stream = stream;
        _leaveOpen = leaveOpen;
        try
        {
            var chunks = new WaveChunkReader(new WaveInput(stream, isAsynchronous: false));
            (_layout, long limit, bool mayBeNone) = WaveInput.ResultOf(chunks.FindSamplesAsync(CancellationToken.None));
            _start = stream.Position;
            if (mayBeNone)
            {
                Span<byte> following = stackalloc byte[8];
                limit = chunks.IsChunkHeader(following[..stream.ReadAtLeast(following, 8, throwOnEndOfStream: false)]) ? 0 : limit;
            }

            Length = Math.Min(limit, Math.Max(0, stream.Length - _start)) / _layout.FrameSize;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int SampleRate => _layout.SampleRate;

    /// <inheritdoc/>
    public int ChannelCount => _layout.ChannelCount;

    /// <summary>Number of samples in each channel: the whole frames that are there.</summary>
    public long Length { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the file.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed of.</exception>
    /// <exception cref="IOException">The file cannot be read, or was shortened in the meantime.</exception>
    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int count = AudioLimits.CheckPart(start, channels, ChannelCount, Length);
        _stream.Position = _start + (start * _layout.FrameSize);
        byte[] block = new byte[Math.Min(count, BufferSize / _layout.FrameSize) * _layout.FrameSize];
        for (int done = 0; done < count;)
        {
            int frames = Math.Min(count - done, block.Length / _layout.FrameSize);
            Span<byte> bytes = block.AsSpan(0, frames * _layout.FrameSize);
            _stream.ReadExactly(bytes);
            for (int c = 0; c < channels.Length; c++)
            {
                _layout.Encoding.Decode(bytes[(c * _layout.Encoding.Size())..], _layout.FrameSize, channels[c].Span.Slice(done, frames));
            }

            done += frames;
        }
    }

    /// <summary>Closes the file, unless the stream was to stay open; nothing can be read any more.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    private static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
    }
}
