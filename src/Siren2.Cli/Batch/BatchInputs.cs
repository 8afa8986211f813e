using Siren2.Cli.Output;

namespace Siren2.Cli.Batch;

/// <summary>Finds the clips that files, folders and patterns name, and names their results.</summary>
/// <param name="folder">Where results go.</param>
/// <param name="extension">Extension of the results, with its dot.</param>
/// <param name="isRecursive">Whether folders in folders are searched.</param>
/// <param name="ledger">What is finished, and keeps its name.</param>
internal sealed class BatchInputs(string folder, string extension, bool isRecursive, BatchLedger ledger)
{
    private readonly string _results = Path.GetFullPath(folder);

    /// <summary>Lists the clips, in the order in which they are named, those of a folder by name.</summary>
    /// <param name="names">Files, folders and patterns; a file that is not there is listed too, and fails in its turn.</param>
    /// <exception cref="CommandException">
    /// A folder or a pattern holds no clip, two results would have the same name, or one would replace a clip.
    /// </exception>
    public IReadOnlyList<BatchClip> Find(IEnumerable<string> names)
    {
        var search = new ClipSearch(folder, isRecursive);
        var seen = new HashSet<string>(FileIdentity.Comparer);
        (string Path, string Name)[] files = [.. names.SelectMany(search.Find).Where(file => seen.Add(Path.GetFullPath(file.Path)))];
        var clips = files
            .GroupBy(file => Path.ChangeExtension(file.Name, extension), FileIdentity.Comparer)
            .SelectMany(group => Named([.. group], group.Key))
            .ToDictionary(clip => clip.Input, StringComparer.Ordinal);
        BatchClip[] ordered = [.. files.Select(file => clips[file.Path])];
        Check(ordered);
        return ordered;
    }

    /// <summary>
    /// Names the results of clips that differ in their extensions alone: take.flac and take.mp3 become take.flac.wav and take.mp3.wav. What is
    /// finished keeps the name that it has, when such a clip comes or goes.
    /// </summary>
    private IEnumerable<BatchClip> Named((string Path, string Name)[] files, string shortName)
    {
        bool isFree = true;
        foreach ((string path, string name) in files)
        {
            BatchClip shorter = Clip(path, shortName);
            BatchClip longer = Clip(path, name + extension);
            bool isShort = isFree && !ledger.IsDone(longer) && (files.Length == 1 || ledger.IsDone(shorter));
            isFree &= !isShort;
            yield return isShort ? shorter : longer;
        }
    }

    private BatchClip Clip(string path, string result)
    {
        string output = Path.Combine(folder, result);
        long size = File.Exists(path) ? new FileInfo(path).Length : 0;
        return new BatchClip(path, output, Path.GetRelativePath(_results, Path.GetFullPath(output)), Math.Max(size, 1));
    }

    private static void Check(BatchClip[] clips)
    {
        var inputs = new Dictionary<string, string>(FileIdentity.Comparer);
        foreach (BatchClip clip in clips)
        {
            inputs.TryAdd(FileIdentity.Of(clip.Input), clip.Input);
        }

        var outputs = new Dictionary<string, BatchClip>(FileIdentity.Comparer);
        foreach (BatchClip clip in clips)
        {
            string output = FileIdentity.Of(clip.Output);
            if (inputs.TryGetValue(output, out string? replaced))
            {
                throw new CommandException($"the result of '{clip.Input}' would replace '{replaced}'; name another folder with --out-dir");
            }

            if (!outputs.TryAdd(output, clip))
            {
                string other = outputs[output].Input;
                throw new CommandException(
                    (Path.GetFileName(other) == Path.GetFileName(clip.Input)
                        ? $"'{other}' and '{clip.Input}' have one name, and so would their results"
                        : $"'{other}' and '{clip.Input}' would both become '{clip.Output}'")
                    + "; give each an --out-dir of its own, or name the folder above both, with --recursive");
            }
        }
    }
}
