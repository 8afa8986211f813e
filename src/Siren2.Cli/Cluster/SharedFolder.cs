namespace Siren2.Cli.Cluster;

/// <summary>
/// The folder that the machines of a cluster see, under whatever path this one has it: the folder above the results in which the cluster has left
/// a file that holds what the cluster says.
/// </summary>
internal sealed class SharedFolder
{
    /// <summary>The file, within the folder; jobs have no such id.</summary>
    public const string Marker = ".siren2/_folder";

    private readonly string _root;

    private SharedFolder(string root) => _root = root;

    /// <summary>Finds it.</summary>
    /// <param name="results">The folder of results, which may not exist yet.</param>
    /// <param name="cluster">What the cluster says.</param>
    /// <param name="address">Where it says it.</param>
    /// <exception cref="CommandException">The folder of results does not lie in it.</exception>
    public static SharedFolder Find(string results, ClusterDescription cluster, string address)
    {
        for (string? folder = Path.GetFullPath(results); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string marker = Path.Combine(folder, Marker);
            if (File.Exists(marker) && File.ReadAllText(marker).Trim() == cluster.FolderId)
            {
                return new SharedFolder(folder);
            }
        }

        throw new CommandException(
            $"--out-dir '{results}' does not lie in the folder of the cluster at {address}"
            + (cluster.Folder is null ? "" : $", which is '{cluster.Folder}' on its machines")
            + $": no folder above it holds its file {Marker}");
    }

    /// <summary>What the cluster calls a file.</summary>
    /// <exception cref="CommandException">It does not lie in the folder.</exception>
    public string NameOf(string path)
    {
        string full = Path.GetFullPath(path);
        string name = Path.GetRelativePath(_root, full);
        return Path.IsPathRooted(name) || name == ".." || name.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? throw new CommandException($"'{path}' does not lie in '{_root}', the folder that the cluster sees; copy it there")
            : name.Replace(Path.DirectorySeparatorChar, '/');
    }
}
