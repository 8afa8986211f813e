using System.Collections.Concurrent;
using System.Security.Cryptography;
using Siren2.Formats;

namespace Siren2.Cli.Batch;

/// <summary>
/// What is finished in a folder of results, so that a batch that was killed goes on: a file of lines, each with a fingerprint of all that a
/// result depends on, a hash of the result, and its name, whose line feeds are NUL, which no name has. A line is written when its result has its name.
/// What tears a line loses that line alone.
/// </summary>
internal sealed class BatchLedger
{
    /// <summary>Name of the file; hidden, since it is no result.</summary>
    public const string FileName = ".siren2-done";

    private const char LineFeedOfName = '\0';

    private readonly string _path;
    private readonly byte[] _options;
    private readonly byte[] _decoder;
    private readonly ConcurrentDictionary<string, (string Fingerprint, string Result)> _done = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Reads what is finished.</summary>
    /// <param name="folder">The folder of results.</param>
    /// <param name="options">All that every result depends on.</param>
    /// <param name="decoder">What reads clips of a format that more than one decoder reads: their results depend on it too.</param>
    public BatchLedger(string folder, string options, string decoder)
    {
        _path = Path.Combine(folder, FileName);
        _options = System.Text.Encoding.UTF8.GetBytes(options);
        _decoder = System.Text.Encoding.UTF8.GetBytes(decoder);

        // Not by lines of text, which end with a carriage return too: that may stand in a name.
        foreach (string line in File.Exists(_path) ? File.ReadAllText(_path).Split('\n') : [])
        {
            if (line.Split(' ', 3) is [{ Length: 64 } fingerprint, { Length: 64 } result, { Length: > 0 } name])
            {
                _done[name.Replace(LineFeedOfName, '\n')] = (fingerprint, result);
            }
        }
    }

    /// <summary>The fingerprint of a clip's result: of its file's bytes, of the options, and of the decoder where there is a choice.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public string Fingerprint(string input)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_options);
        using FileStream file = Open(input);
        hash.AppendData(SHA256.HashData(file));

        // A pipe has been read now, and tells no format any more.
        if (!file.CanSeek || AudioFormat.HasTwoDecoders(AudioFormat.Of(file)))
        {
            hash.AppendData(_decoder);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whether a result is there as it was made, of the same clip with the same options.</summary>
    public bool IsDone(BatchClip clip, string fingerprint) =>
        _done.TryGetValue(clip.Name, out (string Fingerprint, string Result) entry) && entry.Fingerprint == fingerprint
        && File.Exists(clip.Output) && Convert.ToHexStringLower(HashOf(clip.Output)) == entry.Result;

    /// <summary>The same of a clip whose fingerprint is not known yet; false where its file cannot be read.</summary>
    public bool IsDone(BatchClip clip)
    {
        try
        {
            return _done.ContainsKey(clip.Name) && File.Exists(clip.Output) && IsDone(clip, Fingerprint(clip.Input));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Notes that a result is finished.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(BatchClip clip, string fingerprint)
    {
        string line = $"{fingerprint} {Convert.ToHexStringLower(HashOf(clip.Output))} {clip.Name.Replace('\n', LineFeedOfName)}\n";
        lock (_lock)
        {
            // What a kill has torn must not swallow the next line.
            using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            file.Seek(-Math.Min(1, file.Length), SeekOrigin.End);
            int last = file.ReadByte();
            file.Write(System.Text.Encoding.UTF8.GetBytes(last is -1 or '\n' ? line : '\n' + line));
        }
    }

    private static byte[] HashOf(string path)
    {
        using FileStream file = Open(path);
        return SHA256.HashData(file);
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
}
