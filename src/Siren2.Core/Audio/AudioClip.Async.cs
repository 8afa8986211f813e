using Siren2.Audio;
using Siren2.Checks;
using Siren2.Files;

namespace Siren2;

/// <content>Files and streams without a thread that waits.</content>
public sealed partial class AudioClip
{
    /// <summary>Reads a WAV file without keeping a thread waiting.</summary>
    /// <inheritdoc cref="Load(Stream)" path="/remarks"/>
    /// <param name="path">The file to read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">The file is not a WAV file that can be read.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// AudioClip clip = await AudioClip.LoadAsync("speech-8k.wav", cancellationToken);
    /// </code>
    /// </example>
    public static Task<AudioClip> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(path, cancellationToken);

        static async Task<AudioClip> Read(string path, CancellationToken cancellationToken)
        {
            var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using (stream.ConfigureAwait(false))
            {
                return await LoadAsync(stream, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Reads a WAV file from the stream's position to the end of its samples, by asynchronous reads alone: the body of a web request will do. The
    /// stream need not be seekable and stays open.
    /// </summary>
    /// <inheritdoc cref="Load(Stream)" path="/remarks"/>
    /// <param name="stream">Where to read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be read: it is only for writing, or closed.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">The stream does not hold a WAV file that can be read.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// // The body of a web request, say.
    /// AudioClip upload = await AudioClip.LoadAsync(body, cancellationToken);
    /// </code>
    /// </example>
    public static Task<AudioClip> LoadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        StreamCheck.Readable(stream);
        return Read(stream, cancellationToken);

        static async Task<AudioClip> Read(Stream stream, CancellationToken cancellationToken) =>
            FromFile(await WaveReader.ReadAsync(new WaveInput(stream, isAsynchronous: true), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Writes a WAV file without keeping a thread waiting. It appears under its name only when it is complete: on failure or cancellation there
    /// is no file, or the former one.
    /// </summary>
    /// <inheritdoc cref="Save(Stream, WaveEncoding)" path="/remarks"/>
    /// <param name="path">The file to write or to replace, in a folder that exists.</param>
    /// <param name="format">How the samples are stored.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is none of the formats.</exception>
    /// <exception cref="InvalidOperationException">A sample is not finite, or the clip has more channels than a WAV file can hold.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// await clip.SaveAsync("clip.wav", WaveEncoding.Pcm16, cancellationToken);
    /// </code>
    /// </example>
    public Task SaveAsync(string path, WaveEncoding format = WaveEncoding.Pcm24, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var writer = new WaveWriter(SampleRate, _channels, format);
        return AtomicFile.WriteAsync(path, stream => writer.WriteToAsync(stream, cancellationToken));
    }

    /// <summary>Writes a WAV file at the stream's position, by asynchronous writes alone; the stream need not be seekable and stays open.</summary>
    /// <inheritdoc cref="Save(Stream, WaveEncoding)" path="/remarks"/>
    /// <param name="stream">Where to write.</param>
    /// <param name="format">How the samples are stored.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be written to: it is only for reading, or closed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is none of the formats.</exception>
    /// <exception cref="InvalidOperationException">
    /// A sample is not finite, or the clip has more channels than a WAV file can hold; nothing was written.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be written, or is full; what was written before stays in it.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// await clip.SaveAsync(response, WaveEncoding.Pcm24, cancellationToken);
    /// </code>
    /// </example>
    public Task SaveAsync(Stream stream, WaveEncoding format = WaveEncoding.Pcm24, CancellationToken cancellationToken = default)
    {
        StreamCheck.Writable(stream);
        return new WaveWriter(SampleRate, _channels, format).WriteToAsync(stream, cancellationToken);
    }
}
