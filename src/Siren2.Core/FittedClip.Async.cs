using Siren2.Checks;
using Siren2.Files;
using Siren2.Persistence;

namespace Siren2;

/// <content>Files and streams without a thread that waits.</content>
public sealed partial class FittedClip
{
    /// <summary>Reads a fit from a file without keeping a thread waiting.</summary>
    /// <inheritdoc cref="Load(string, UpsamplerOptions)" path="/exception"/>
    /// <param name="path">The file to read.</param>
    /// <param name="options">As for <see cref="Load(string, UpsamplerOptions)"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// FittedClip fit = await FittedClip.LoadAsync("speech.siren2", options: null, cancellationToken);
    /// </code>
    /// </example>
    public static Task<FittedClip> LoadAsync(string path, UpsamplerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(path, options, cancellationToken);

        static async Task<FittedClip> Read(string path, UpsamplerOptions? options, CancellationToken cancellationToken)
        {
            var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using (stream.ConfigureAwait(false))
            {
                return await LoadAsync(stream, options, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Reads a fit from the stream's position to its end, by asynchronous reads alone: the body of a web request will do. The stream stays open.
    /// </summary>
    /// <inheritdoc cref="Load(Stream, UpsamplerOptions)" path="/remarks"/>
    /// <param name="stream">Where to read.</param>
    /// <param name="options">As for <see cref="Load(string, UpsamplerOptions)"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be read: it is only for writing, or closed.</exception>
    /// <exception cref="IOException">The stream cannot be read, or holds more than 2 GiB.</exception>
    /// <exception cref="InvalidDataException">
    /// The stream does not hold a saved fit, or one of another version, or a damaged one; the message says where.
    /// </exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static Task<FittedClip> LoadAsync(Stream stream, UpsamplerOptions? options = null, CancellationToken cancellationToken = default)
    {
        StreamCheck.Readable(stream);
        return Read(stream, options, cancellationToken);

        static async Task<FittedClip> Read(Stream stream, UpsamplerOptions? options, CancellationToken cancellationToken) =>
            Restore(await SafetensorsFile.LoadAsync(stream, cancellationToken).ConfigureAwait(false), options);
    }

    /// <summary>
    /// Writes the fit as a safetensors file without keeping a thread waiting. It appears under its name only when it is complete: on failure or
    /// cancellation there is no file, or the former one.
    /// </summary>
    /// <inheritdoc cref="Save(string)" path="/remarks|/exception"/>
    /// <param name="path">The file to write or to replace, in a folder that exists.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// await fit.SaveAsync("speech.siren2", cancellationToken);
    /// </code>
    /// </example>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return AtomicFile.WriteAsync(path, stream => FittedClipFile.SaveAsync(Content, stream, cancellationToken));
    }

    /// <summary>Writes the fit as a safetensors file at the stream's position, by asynchronous writes alone; the stream stays open.</summary>
    /// <inheritdoc cref="Save(Stream)" path="/remarks|/exception"/>
    /// <param name="stream">Where to write.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be written to: it is only for reading, or closed.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task SaveAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        StreamCheck.Writable(stream);
        return FittedClipFile.SaveAsync(Content, stream, cancellationToken);
    }
}
