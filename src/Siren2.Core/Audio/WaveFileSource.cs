using Siren2.Audio;

namespace Siren2;

/// <summary>
/// A WAV file that is read part by part, so that its length does not matter. What is read, and how, see <see cref="AudioClip.Load(Stream)"/>.
/// </summary>
/// <remarks>Not thread-safe: reads move the position of the file.</remarks>
/// <example>
/// <code>
/// using var source = new WaveFileSource("hour-22k.wav");
/// Console.WriteLine($"{source.Length} samples; {source.MissingLength} were cut off");
/// WaveMetadata carried = source.ReadMetadata();
/// </code>
/// </example>
public sealed class WaveFileSource : IAudioSource, IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _fileStart;
    private readonly long _chunks;
    private readonly long _end;
    private WaveLayout _layout;
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
            _fileStart = stream.Position;
            var chunks = new WaveChunkReader(new WaveInput(stream, isAsynchronous: false));
            (_layout, long limit, bool mayBeNone) = WaveInput.ResultOf(chunks.FindSamplesAsync(CancellationToken.None));
            _start = stream.Position;
            if (mayBeNone)
            {
                // No samples where nothing follows or another chunk does; else the writer never came to fill the size in.
                Span<byte> following = stackalloc byte[8];
                int read = stream.ReadAtLeast(following, 8, throwOnEndOfStream: false);
                limit = read == 0 || chunks.IsChunkHeader(following[..read]) ? 0 : limit;
            }

            long available = Math.Max(0, stream.Length - _start);
            Length = Math.Min(limit, available) / _layout.FrameSize;
            HasOpenLength = limit == long.MaxValue || IsPlaceholder(limit) && limit > available;
            MissingLength = HasOpenLength ? 0 : (limit / _layout.FrameSize) - Length;
            _chunks = _fileStart + chunks.StartOfChunks;
            _end = limit > long.MaxValue - _start ? long.MaxValue : _start + limit;
            Settle();
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

    /// <summary>Samples in each channel that the header promises beyond those that are there: the file was cut off. 0 where it was not.</summary>
    public long MissingLength { get; }

    /// <summary>
    /// Whether the header leaves the length open, as of a file that was written to a pipe, or whose writer never came to finish it; all that is
    /// there is read.
    /// </summary>
    public bool HasOpenLength { get; }

    /// <summary>Reads what the file carries besides its samples, behind them too; moves the stream as reading samples does.</summary>
    /// <exception cref="ObjectDisposedException">The source was disposed of.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public WaveMetadata ReadMetadata()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return WaveMetadataReader.Read(_stream, _chunks, _start, _end, _layout.SpeakerMask);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the file.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed of.</exception>
    /// <exception cref="IOException">The file cannot be read, or was shortened in the meantime.</exception>
    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int count = this.CheckRead(start, channels);
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

    /// <summary>What writers that cannot go back put for a length: a little below 2³¹ or 2³².</summary>
    private static bool IsPlaceholder(long claim) => claim is (>= 0x7FFF_F000 and <= 0x7FFF_FFFF) or (>= 0xFFFF_F000 and <= 0xFFFF_FFFF);

    /// <summary>Finds out where 24 bits are in four bytes.</summary>
    private void Settle()
    {
        byte[] block = new byte[_layout.Encoding == SampleEncoding.Signed24Of4 ? BufferSize / _layout.FrameSize * _layout.FrameSize : 0];
        _stream.Position = _start;
        for (long left = Length * _layout.FrameSize; left > 0 && _layout.Encoding == SampleEncoding.Signed24Of4;)
        {
            int wanted = (int)Math.Min(block.Length, left);
            _stream.ReadExactly(block, 0, wanted);
            _layout = _layout.Settled(block.AsSpan(0, wanted));
            left -= wanted;
        }
    }

    private static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
    }
}
