using Siren2.Audio;
using Siren2.Checks;
using Siren2.Files;

namespace Siren2;

/// <summary>
/// Audio in memory: float samples per channel and a sample rate. Full scale is [−1, 1]; values beyond are kept.
/// Immutable: the samples are copied in and handed out read-only.
/// </summary>
public sealed partial class AudioClip : IAudioSource
{
    /// <summary>The highest sample rate that a clip may have, in hertz.</summary>
    public const int MaximumSampleRate = AudioLimits.MaximumSampleRate;

    /// <summary>
    /// The largest magnitude that a sample of a clip to be worked on may have: 200 dB above full scale, room enough for integers that were never
    /// scaled. A clip may hold larger ones; an <see cref="Upsampler"/> refuses it.
    /// </summary>
    public const float MaximumMagnitude = AudioLimits.MaximumMagnitude;

    private const int BufferSize = 1 << 16;

    private readonly float[][] _channels;

    /// <summary>Creates a clip from one array of samples per channel, which are copied.</summary>
    /// <param name="sampleRate">Samples per second, from 1 to <see cref="MaximumSampleRate"/>.</param>
    /// <param name="channels">At least one channel; all of the same length, which may be zero.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampleRate"/> is out of range.</exception>
    /// <exception cref="ArgumentNullException">A channel is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">There is no channel, or the channels differ in length.</exception>
    /// <example>
    /// <code>
    /// var stereo = new AudioClip(44_100, left, right);
    /// </code>
    /// </example>
    public AudioClip(int sampleRate, params ReadOnlySpan<float[]> channels)
    {
        Validate(sampleRate, channels);
        SampleRate = sampleRate;
        _channels = new float[channels.Length][];
        for (int c = 0; c < channels.Length; c++)
        {
            _channels[c] = channels[c].AsSpan().ToArray();
        }
    }

    private AudioClip(float[][] owned, int sampleRate)
    {
        Validate(sampleRate, owned);
        SampleRate = sampleRate;
        _channels = owned;
    }

    /// <summary>Samples per second, in hertz.</summary>
    public int SampleRate { get; }

    /// <summary>Number of channels, at least one.</summary>
    public int ChannelCount => _channels.Length;

    /// <summary>Number of samples in each channel.</summary>
    public int Length => _channels[0].Length;

    /// <inheritdoc/>
    long IAudioSource.Length => Length;

    /// <summary>Length in seconds.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / SampleRate);

    /// <summary>Reads a WAV file.</summary>
    /// <inheritdoc cref="Load(Stream)" path="/remarks"/>
    /// <param name="path">The file to read.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">The file is not a WAV file that can be read.</exception>
    /// <example>
    /// <code>
    /// var clip = AudioClip.Load("speech-8k.wav");
    /// Console.WriteLine($"{clip.ChannelCount} channel(s) of {clip.Length} samples, {clip.Duration}");
    /// </code>
    /// </example>
    public static AudioClip Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        return Load(stream);
    }

    /// <summary>
    /// Reads a WAV file from the stream's position to the end of its samples; the stream need not be seekable and stays open.
    /// </summary>
    /// <remarks>
    /// <para>Read are RIFF, RF64 and BW64 files with integer samples of 8, 16, 24 or 32 bits and IEEE floats of 32 or 64
    /// bits and A-law or µ-law of G.711, plain or as WAVE_FORMAT_EXTENSIBLE. Integers are scaled by their full scale (a 16-bit sample v becomes
    /// v/32768), floats are taken as they are: not-a-number and infinities too, which a clip may hold although it cannot be saved or
    /// upsampled.</para>
    /// <para>A file that ends early, or whose writer left its data size open (0 or 0xFFFFFFFF), gives the whole frames that
    /// are there.</para>
    /// </remarks>
    /// <param name="stream">Where to read.</param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be read: it is only for writing, or closed.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">The stream does not hold a WAV file that can be read.</exception>
    /// <example>
    /// <code>
    /// using var stream = new MemoryStream(bytes);
    /// var clip = AudioClip.Load(stream);
    /// </code>
    /// </example>
    public static AudioClip Load(Stream stream)
    {
        StreamCheck.Readable(stream);
        return FromFile(WaveReader.Read(stream));
    }

    /// <summary>
    /// Writes a WAV file. It appears under its name only when it is complete: on failure there is no file, or the former one.
    /// </summary>
    /// <inheritdoc cref="Save(Stream, WaveEncoding)" path="/remarks"/>
    /// <param name="path">The file to write or to replace, in a folder that exists.</param>
    /// <param name="format">How the samples are stored.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is none of the formats.</exception>
    /// <exception cref="InvalidOperationException">
    /// A sample is not finite, or the clip has more channels than a WAV file can hold.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <example>
    /// <code>
    /// clip.Save("clip.wav", WaveEncoding.Pcm16);
    /// </code>
    /// </example>
    public void Save(string path, WaveEncoding format = WaveEncoding.Pcm24)
    {
        var writer = new WaveWriter(SampleRate, _channels, format);
        AtomicFile.Write(path, writer.WriteTo);
    }

    /// <summary>Writes a WAV file at the stream's position; the stream need not be seekable and stays open.</summary>
    /// <remarks>
    /// <para>Integer formats are dithered with triangular noise of ±1 step from a fixed seed, so the same clip always gives the
    /// same bytes; the dither runs through the whole channel, since a noise floor that comes and goes is easier to hear than one that
    /// stays. A channel whose samples all lie on the format's steps already (digital silence, or samples loaded from a file
    /// of that format) has no rounding error to mask, and is written unchanged. Samples beyond full scale are clipped.</para>
    /// <para>More than two channels are written as WAVE_FORMAT_EXTENSIBLE, more than 4 GiB as RF64.</para>
    /// </remarks>
    /// <param name="stream">Where to write.</param>
    /// <param name="format">How the samples are stored.</param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be written to: it is only for reading, or closed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is none of the formats.</exception>
    /// <exception cref="InvalidOperationException">
    /// A sample is not finite, or the clip has more channels than a WAV file can hold; nothing was written.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be written, or is full; what was written before stays in it.</exception>
    /// <example>
    /// <code>
    /// using var stream = new MemoryStream();
    /// clip.Save(stream, WaveEncoding.Float32);
    /// byte[] file = stream.ToArray();
    /// </code>
    /// </example>
    public void Save(Stream stream, WaveEncoding format = WaveEncoding.Pcm24)
    {
        StreamCheck.Writable(stream);
        new WaveWriter(SampleRate, _channels, format).WriteTo(stream);
    }

    /// <summary>The samples of one channel, <c>[Length]</c>.</summary>
    /// <param name="index">Channel number from zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public ReadOnlySpan<float> Channel(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _channels.Length);
        return _channels[index];
    }

    /// <inheritdoc/>
    void IAudioSource.Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        int count = this.CheckRead(start, channels);
        for (int c = 0; c < channels.Length; c++)
        {
            _channels[c].AsSpan((int)start, count).CopyTo(channels[c].Span);
        }
    }

    /// <summary>The samples as they are kept, <c>[channel][samples]</c>; not to be written to.</summary>
    internal float[][] Channels => _channels;

    /// <summary>Creates a clip that takes the arrays over instead of copying them; the caller must not touch them again.</summary>
    /// <inheritdoc cref="AudioClip(int, ReadOnlySpan{float[]})" path="/param|/exception"/>
    internal static AudioClip FromOwned(int sampleRate, float[][] channels) => new(channels, sampleRate);

    private static AudioClip FromFile(WaveContent content) => FromOwned(content.SampleRate, content.Channels);

    private static void Validate(int sampleRate, ReadOnlySpan<float[]> channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, MaximumSampleRate);
        if (channels.IsEmpty)
        {
            throw new ArgumentException("A clip needs at least one channel.", nameof(channels));
        }

        for (int c = 0; c < channels.Length; c++)
        {
            ArgumentNullException.ThrowIfNull(channels[c], nameof(channels));
            if (channels[c].Length != channels[0].Length)
            {
                throw new ArgumentException(
                    $"Channel {c} has {channels[c].Length} samples, channel 0 has {channels[0].Length}; all must be equal.",
                    nameof(channels));
            }
        }
    }
}
