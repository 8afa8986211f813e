using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Siren2.Formats.Decoders;

namespace Siren2.Formats;

/// <summary>
/// An audio file of any format, read part by part: WAV, RF64 and BW64 as they are; everything else that ffmpeg reads by way of it; MP3 and Ogg
/// Vorbis also where there is none. The format is told from the file's first bytes, whatever it is called.
/// </summary>
/// <remarks>Not thread-safe. A file that ffmpeg decodes is decoded once when it is opened, since formats do not tell their length reliably, and
/// again when it is read from before the last 2²⁴ samples.</remarks>
/// <example>
/// <code>
/// using AudioFileSource source = AudioFileSource.Open("speech.flac");
/// Console.WriteLine($"{source.Format} by {source.Decoder}: {string.Join(", ", source.Remarks)}");
/// UpsampleReport report = new Upsampler().FitAndWrite(source, 48_000, "speech-48k.wav");
/// </code>
/// </example>
public sealed class AudioFileSource : IAudioSource, IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly IAudioSource _source;
    private readonly TemporaryCopy? _temporary;

    private AudioFileSource(
        IAudioSource source, string format, string decoder, WaveMetadata metadata, IReadOnlyList<string> remarks, TemporaryCopy? temporary)
    {
        (_source, Format, Decoder, Metadata, Remarks, _temporary) = (source, format, decoder, metadata, remarks, temporary);
    }

    /// <inheritdoc/>
    public int SampleRate => _source.SampleRate;

    /// <inheritdoc/>
    public int ChannelCount => _source.ChannelCount;

    /// <inheritdoc/>
    public long Length => _source.Length;

    /// <summary>The format's name: "WAV", "FLAC", "MP3", "Ogg Vorbis" and so on.</summary>
    public string Format { get; }

    /// <summary>What decodes it: "Siren2", "ffmpeg", "NLayer" or "NVorbis".</summary>
    public string Decoder { get; }

    /// <summary>What the file carries besides its samples.</summary>
    public WaveMetadata Metadata { get; }

    /// <summary>
    /// What is to be said of the file, each in a few words: that it was cut off, that it has more chunks of samples than one, what a decoder
    /// complains of.
    /// </summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>Opens a file. What cannot seek, such as a named pipe, is copied to a temporary file first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ffmpeg">The program to decode by; null for none.</param>
    /// <param name="cancellationToken">Ends the decoding of a file whose length has to be found out.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">The file is not audio, or cannot be decoded; the message says whether ffmpeg is missing.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static AudioFileSource Open(string path, FFmpegProgram? ffmpeg, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
        if (stream.CanSeek)
        {
            return Open(stream, path, null, ffmpeg, cancellationToken);
        }

        using (stream)
        {
            return Open(stream, ffmpeg, cancellationToken);
        }
    }

    /// <summary>Opens a file, with an ffmpeg of the PATH if there is one.</summary>
    /// <inheritdoc cref="Open(string, FFmpegProgram?, CancellationToken)"/>
    public static AudioFileSource Open(string path, CancellationToken cancellationToken = default) =>
        Open(path, FFmpegProgram.Find(), cancellationToken);

    /// <summary>
    /// Opens what comes from a stream, to its end: it is copied to a temporary file, which is deleted when the source is disposed of.
    /// </summary>
    /// <param name="stream">Where to read; it stays open.</param>
    /// <param name="ffmpeg">The program to decode by; null for none.</param>
    /// <param name="cancellationToken">Ends the copying and decoding.</param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> is only for writing, or closed.</exception>
    /// <exception cref="IOException">The stream cannot be read, or there is no room for it.</exception>
    /// <exception cref="InvalidDataException">It is not audio, or cannot be decoded; the message says whether ffmpeg is missing.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// // A stranger's bytes: by managed decoders alone.
    /// using AudioFileSource source = AudioFileSource.Open(upload, ffmpeg: null, cancellationToken);
    /// AudioClip firstSecond = source.Read(0, (int)Math.Min(source.Length, source.SampleRate));
    /// </code>
    /// </example>
    [SuppressMessage("Reliability", "CA2000", Justification = "The source that is returned owns the copy.")]
    public static AudioFileSource Open(Stream stream, FFmpegProgram? ffmpeg, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
        {
            throw new ArgumentException("The stream cannot be read: it is only for writing, or closed.", nameof(stream));
        }

        var temporary = new TemporaryCopy();
        try
        {
            temporary.Fill(stream, cancellationToken);
            return Open(
                new FileStream(temporary.Path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize), temporary.Path, temporary, ffmpeg,
                cancellationToken);
        }
        catch
        {
            temporary.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The room does not fit the source's channels, or the part is not within it.</exception>
    /// <exception cref="IOException">The file cannot be read any more.</exception>
    /// <exception cref="InvalidDataException">The file cannot be decoded any more.</exception>
    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        _ = this.CheckRead(start, channels);
        _source.Read(start, channels);
    }

    /// <summary>Closes the file, ends the decoder and deletes the temporary copy, if there is one.</summary>
    public void Dispose()
    {
        (_source as IDisposable)?.Dispose();
        _temporary?.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The source that is returned owns what it reads from.")]
    private static AudioFileSource Open(FileStream stream, string path, TemporaryCopy? temporary, FFmpegProgram? ffmpeg, CancellationToken cancellationToken)
    {
        string format;
        string[] cut = [];
        try
        {
            format = FormatOf(stream);
            if (format == AudioFormat.BigEndianWave)
            {
                throw new InvalidDataException(
                    "It is RIFX, a WAV file of big-endian samples, which is not read, since ffmpeg takes them for little-endian ones and gives noise; "
                    + "convert it to WAV by SoX, or whatever else reads it.");
            }

            if (format == AudioFormat.Wave)
            {
                try
                {
                    return OfWave(new WaveFileSource(stream), temporary);
                }
                catch (InvalidDataException e) when (e.Message.StartsWith("The format tag", StringComparison.Ordinal))
                {
                    // ADPCM and other codecs in a WAV file.
                    if (ffmpeg is null)
                    {
                        throw new InvalidDataException($"{e.Message} Others are read by way of ffmpeg; there is none, or it is not to be used.", e);
                    }
                }
            }
            else if (ContainerSize.Promised(stream) is long promised && promised > stream.Length)
            {
                cut = [string.Create(CultureInfo.InvariantCulture, $"it was cut off: its header promises {promised:N0} bytes, {stream.Length:N0} are there")];
            }
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        stream.Dispose();
        (string decoder, Func<ISampleReader> open) = (ffmpeg, format) switch
        {
            (not null, _) => ("ffmpeg", () => new FFmpegReader(ffmpeg.Path, path)),
            (null, AudioFormat.Mp3) => ("NLayer", (Func<ISampleReader>)(() => new Mp3Reader(path))),
            (null, AudioFormat.Vorbis) => ("NVorbis", () => new VorbisSampleReader(path)),
            (null, AudioFormat.Unknown) => throw new InvalidDataException(
                "It begins as no audio file does that is read without ffmpeg: WAV, MP3 and Ogg Vorbis are. There is no ffmpeg, or it is not to be used."),
            _ => throw new InvalidDataException($"It is {format}, which is read by way of ffmpeg; there is none, or it is not to be used."),
        };
        var audio = new DecodedAudio(open, cancellationToken);
        return new AudioFileSource(
            audio, format, decoder, audio.Metadata, [.. cut, .. audio.Findings, .. audio.Remark is null ? (string[])[] : [$"{decoder} says: {audio.Remark}"]], temporary);
    }

    private static AudioFileSource OfWave(WaveFileSource wave, TemporaryCopy? temporary)
    {
        WaveMetadata metadata = wave.ReadMetadata();
        return new AudioFileSource(wave, AudioFormat.Wave, "Siren2", metadata, WaveRemarks.Of(wave, metadata, temporary is not null), temporary);
    }

    private static string FormatOf(FileStream stream) => stream.Length > 0 ? AudioFormat.Of(stream) : throw new InvalidDataException("It is empty.");
}
