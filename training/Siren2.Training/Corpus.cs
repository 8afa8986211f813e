namespace Siren2.Training;

/// <summary>Recordings of one voice, instrument or piece.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Kind">What they are of.</param>
/// <param name="Recordings">The recordings, at least one.</param>
internal sealed record SoundGroup(string Name, SoundKind Kind, IReadOnlyList<Recording> Recordings)
{
    public int Frames { get; } = Recordings.Sum(recording => recording.Frames);
}

/// <summary>All recordings of some folders.</summary>
/// <remarks>
/// A folder holds <c>speech</c>, <c>music</c> and <c>noise</c>, any of them, and these one folder for each group; a folder without them
/// is taken as one of speech: each of its subfolders is a voice, and it is a voice itself if it holds recordings.
/// </remarks>
internal static class Corpus
{
    private const double ShortestSeconds = 0.15;
    private const double LongestSeconds = 120;

    /// <summary>Reads and analyzes all WAV files; the order is that of their names, whatever the number of threads.</summary>
    /// <exception cref="InvalidDataException">There is no recording.</exception>
    public static IReadOnlyList<SoundGroup> Load(IEnumerable<string> folders, TextWriter log)
    {
        (string Name, SoundKind Kind, string[] Files)[] found = [.. folders.SelectMany(Find)];
        (int Group, string Path)[] files = [.. found.SelectMany((group, index) => group.Files.Select(path => (index, path)))];
        var recordings = new Recording?[files.Length];
        _ = Parallel.For(0, files.Length, i => recordings[i] = Read(files[i].Path, found[files[i].Group].Kind, log));
        var groups = new List<SoundGroup>();
        for (int g = 0; g < found.Length; g++)
        {
            Recording[] own = [.. recordings.Where((recording, i) => files[i].Group == g && recording is not null).Select(r => r!)];
            if (own.Length > 0)
            {
                groups.Add(new SoundGroup(found[g].Name, found[g].Kind, own));
            }
        }

        return groups.Count > 0 ? groups : throw new InvalidDataException($"No recordings in {string.Join(", ", folders)}.");
    }

    private static IEnumerable<(string Name, SoundKind Kind, string[] Files)> Find(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException($"There is no folder '{folder}'.");
        }

        SoundKind[] kinds = [.. Enum.GetValues<SoundKind>().Where(kind => Directory.Exists(Folder(folder, kind)))];
        IEnumerable<(string Path, SoundKind Kind)> roots = kinds.Length > 0
            ? kinds.Select(kind => (Folder(folder, kind), kind))
            : [(folder, SoundKind.Speech)];
        foreach ((string root, SoundKind kind) in roots)
        {
            foreach (string group in Directory.GetDirectories(root).Append(root).Order(StringComparer.Ordinal))
            {
                string[] files = [.. Directory.GetFiles(group, "*.wav").Order(StringComparer.Ordinal)];
                yield return (Path.GetFileName(group), kind, files);
            }
        }
    }

    private static string Folder(string folder, SoundKind kind) =>
        Path.Combine(folder, kind switch { SoundKind.Speech => "speech", SoundKind.Music => "music", _ => "noise" });

    private static Recording? Read(string path, SoundKind kind, TextWriter log)
    {
        try
        {
            using var file = new WaveFileSource(path);
            float[][] channels = [.. Enumerable.Range(0, file.ChannelCount).Select(_ => new float[(int)Math.Min(file.Length, LongestSeconds * file.SampleRate)])];
            file.Read(0, [.. channels.Select(channel => channel.AsMemory())]);
            return channels[0].Length < ShortestSeconds * file.SampleRate ? null : Recording.Of(channels[0], file.SampleRate, kind);
        }
        catch (InvalidDataException e)
        {
            log.WriteLine($"left out: {path}: {e.Message}");
            return null;
        }
    }
}
