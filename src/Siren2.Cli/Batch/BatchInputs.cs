using System.IO.Enumeration;
using Siren2.Cli.Clips;
using Siren2.Cli.Output;

namespace Siren2.Cli.Batch;

/// <summary>Finds the clips that files, folders and patterns name.</summary>
/// <param name="folder">Where results go.</param>
/// <param name="extension">Extension of the results, with its dot.</param>
/// <param name="isRecursive">Whether folders in folders are searched.</param>
internal sealed class BatchInputs(string folder, string extension, bool isRecursive)
{
    private readonly string _results = Path.GetFullPath(folder);

    /// <summary>Lists the clips, in the order in which they are named, those of a folder by name.</summary>
    /// <param name="names">Files, folders and patterns; a file that is not there is listed too, and fails in its turn.</param>
    /// <exception cref="CommandException">A folder or a pattern holds no clip, or two results would have the same name.</exception>
    public IReadOnlyList<BatchClip> Find(IEnumerable<string> names)
    {
        var inputs = new HashSet<string>(OutputFiles.PathComparer);
        (string Path, string Name)[] files = [.. names.SelectMany(Expand).Where(file => inputs.Add(Path.GetFullPath(file.Path)))];
        Dictionary<string, int> uses = files
            .GroupBy(file => Result(file.Name), OutputFiles.PathComparer)
            .ToDictionary(group => group.Key, group => group.Count(), OutputFiles.PathComparer);
        var clips = new List<BatchClip>();
        var outputs = new Dictionary<string, string>(OutputFiles.PathComparer);
        foreach ((string path, string name) in files)
        {
            // take.flac and take.mp3 become take.flac.wav and take.mp3.wav.
            string result = uses[Result(name)] == 1 ? Result(name) : name + extension;
            string output = Path.Combine(folder, result);
            if (!outputs.TryAdd(Path.GetFullPath(output), path))
            {
                throw new CommandException(
                    $"'{outputs[Path.GetFullPath(output)]}' and '{path}' would both become '{output}'; give them folders of results of their own");
            }

            long size = File.Exists(path) ? new FileInfo(path).Length : 0;
            clips.Add(new BatchClip(path, output, Path.GetRelativePath(_results, Path.GetFullPath(output)), Math.Max(size, 1)));
        }

        string? replaced = inputs.FirstOrDefault(outputs.ContainsKey);
        return replaced is null
            ? clips
            : throw new CommandException($"the result of '{outputs[replaced]}' would replace '{replaced}'; name another folder with --out-dir");
    }

    private string Result(string name) => Path.ChangeExtension(name, extension);

    private IEnumerable<(string Path, string Name)> Expand(string name)
    {
        if (Directory.Exists(name))
        {
            return NotEmpty(name, Files(name, isRecursive).Where(ClipNames.IsAudio).Select(file => (file, Path.GetRelativePath(name, file))));
        }

        string pattern = Path.GetFileName(name);
        if (File.Exists(name) || pattern.AsSpan().IndexOfAny('*', '?') < 0)
        {
            return [(name, pattern)];
        }

        string root = Path.GetDirectoryName(name) is { Length: > 0 } parent ? parent : ".";
        bool isDeep = Path.GetFileName(root) == "**";
        root = isDeep ? Path.GetDirectoryName(root) is { Length: > 0 } above ? above : "." : root;
        if (!Directory.Exists(root))
        {
            throw new CommandException($"there is no folder '{root}' of '{name}'; patterns are of file names, and '**' for any folders before them");
        }

        return NotEmpty(name, Files(root, isDeep)
            .Where(file => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(file), ignoreCase: !OperatingSystem.IsLinux()))
            .Select(file => (file, Path.GetRelativePath(root, file))));
    }

    /// <summary>The files of a folder, by name; not those of the folder of results, which may lie in it.</summary>
    private IEnumerable<string> Files(string root, bool deep) => Directory
        .EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = deep })
        .Where(file => !Path.GetFullPath(file).StartsWith(_results + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static List<(string Path, string Name)> NotEmpty(string name, IEnumerable<(string Path, string Name)> files)
    {
        List<(string, string)> found = [.. files];
        return found.Count > 0 ? found : throw new CommandException($"'{name}' holds no audio files");
    }
}
