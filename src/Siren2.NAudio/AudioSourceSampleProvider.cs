using NAudio.Wave;
using Siren2.NAudio.Sources;

namespace Siren2.NAudio;

/// <summary>A clip or any other source as a sample provider that can seek: a result to be played, mixed, written by NAudio.</summary>
/// <remarks>Every member may be called from any thread, unless something else reads the source at the same time.</remarks>
/// <example>
/// <code>
/// var provider = new AudioSourceSampleProvider(source);
/// float[] samples = new float[source.ChannelCount * source.SampleRate];
/// int read = provider.Read(samples);
/// </code>
/// </example>
public sealed class AudioSourceSampleProvider : ISampleProvider
{
    private const int BlockFrames = 4096;

    private readonly Lock _lock = new();
    private readonly IAudioSource _source;
    private readonly float[][] _block;
    private readonly Memory<float>[] _room;
    private long _position;

    /// <summary>Begins at the source's first sample.</summary>
    /// <param name="source">The source; it stays its owner's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentException">There are more channels than a format of NAudio can name, 8,191.</exception>
    public AudioSourceSampleProvider(IAudioSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        WaveFormat = FloatFormat.Of(source.SampleRate, source.ChannelCount, nameof(source));
        _block = [.. Enumerable.Range(0, source.ChannelCount).Select(_ => new float[Math.Min(BlockFrames, source.Length)])];
        _room = new Memory<float>[_block.Length];
    }

    /// <summary>32-bit floats at the source's rate and with its channels.</summary>
    public WaveFormat WaveFormat { get; }

    /// <summary>Samples in each channel.</summary>
    public long Length => _source.Length;

    /// <summary>The sample, in each channel, with which the next read begins: from 0 to <see cref="Length"/>. Set it to seek.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not within the source.</exception>
    public long Position
    {
        get
        {
            lock (_lock)
            {
                return _position;
            }
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Length);
            lock (_lock)
            {
                _position = value;
            }
        }
    }

    /// <summary>Reads the next samples, one of every channel after the other.</summary>
    /// <param name="buffer">Receives whole frames: all that it has room for, but at the end.</param>
    /// <returns>Samples that were written, all channels together; 0 at the end.</returns>
    /// <exception cref="ArgumentException">There is room for some channels of a frame, but not for all.</exception>
    public int Read(Span<float> buffer)
    {
        FloatFormat.CheckRoom(buffer, _block.Length);
        lock (_lock)
        {
            int frames = (int)Math.Min(buffer.Length / _block.Length, Length - _position);
            for (int done = 0; done < frames;)
            {
                int count = Math.Min(frames - done, _block[0].Length);
                ReadBlock(buffer[(done * _block.Length)..], count);
                done += count;
                _position += count;
            }

            return frames * _block.Length;
        }
    }

    private void ReadBlock(Span<float> interleaved, int count)
    {
        for (int c = 0; c < _block.Length; c++)
        {
            _room[c] = _block[c].AsMemory(0, count);
        }

        _source.Read(_position, _room);
        for (int c = 0; c < _block.Length; c++)
        {
            Interleaved.WriteChannel(_room[c].Span, interleaved, _block.Length, c);
        }
    }
}
