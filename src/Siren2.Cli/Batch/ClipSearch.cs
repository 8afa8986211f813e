using Siren2.Cli.Clips;
using Siren2.Cli.Output;

namespace Siren2.Cli.Batch;

/// <summary>Finds the files that names, folders and patterns stand for.</summary>
/// <param name="results">Folder of the results, which may lie among the clips and is not searched.</param>
/// <param name="isRecursive">Whether folders in folders are searched.</param>
internal sealed class ClipSearch(string results, bool isRecursive)
{
    private readonly string _results = FileIdentity.Of(results);

    /// <summary>Lists files, each with its path below the folder that was named.</summary>
    /// <param name="name">A file, a folder or a pattern; a file that is not there is listed too.</param>
    /// <exception cref="CommandException">A folder or a pattern holds no clip.</exception>
    public IReadOnlyList<(string Path, string Name)> Find(string name)
    {
        if (Directory.Exists(name))
        {
            return NotEmpty(
                $"'{name}' holds no audio files{(isRecursive ? "" : "; folders in it are searched with --recursive")}",
                Files(name, isRecursive).Where(ClipNames.IsAudio).Select(file => (file, Path.GetRelativePath(name, file))));
        }

        string pattern = Path.GetFileName(name);
        string root = Path.GetDirectoryName(name) is { Length: > 0 } parent ? parent : ".";
        bool isDeep = Path.GetFileName(root) == "**";
        if (File.Exists(name) || !(isDeep || FilePattern.IsOne(pattern)))
        {
            return [(name, pattern)];
        }

        root = isDeep ? Path.GetDirectoryName(root) is { Length: > 0 } above ? above : "." : root;
        if (!Directory.Exists(root))
        {
            throw new CommandException($"there is no folder '{root}' of '{name}'; patterns are of file names, and '**' for any folders before them");
        }

        Func<string, bool> matches = FilePattern.Of(pattern);
        return NotEmpty(
            $"no file is named as '{name}' says",
            Files(root, isDeep).Where(file => matches(Path.GetFileName(file))).Select(file => (file, Path.GetRelativePath(root, file))));
    }

    /// <summary>
    /// The files of a folder, by name, but for those of the results. A folder that links lead to again is searched once: under its own name
    /// where it has one there.
    /// </summary>
    private List<string> Files(string root, bool deep)
    {
        if (FileIdentity.Of(root) == _results)
        {
            throw new CommandException($"'{root}' is the folder of the results too; name another with --out-dir");
        }

        var files = new List<string>();
        var known = new HashSet<string>(FileIdentity.Comparer) { _results };
        var folders = new Queue<string>([root]);
        var links = new Queue<string>();
        while (folders.TryDequeue(out string? folder) || links.TryDequeue(out folder))
        {
            if (!known.Add(FileIdentity.Of(folder)))
            {
                continue;
            }

            files.AddRange(Entries(folder, Directory.EnumerateFiles));
            foreach (string inner in deep ? Entries(folder, Directory.EnumerateDirectories) : [])
            {
                (new DirectoryInfo(inner).LinkTarget is null ? folders : links).Enqueue(inner);
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    // Hidden ones and those that may not be looked into are left alone, as by any enumeration of .NET.
    private static IEnumerable<string> Entries(string folder, Func<string, string, EnumerationOptions, IEnumerable<string>> list) =>
        list(folder, "*", new EnumerationOptions()).Order(StringComparer.Ordinal);

    private static List<(string Path, string Name)> NotEmpty(string complaint, IEnumerable<(string Path, string Name)> files)
    {
        List<(string, string)> found = [.. files];
        return found.Count > 0 ? found : throw new CommandException(complaint);
    }
}
