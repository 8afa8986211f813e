namespace Siren2.Core.Tests.Rooms;

/// <summary>The folders of Core and their order: a folder uses only lower ones.</summary>
internal static class Room
{
    /// <summary>The folders with their levels, highest first.</summary>
    public static IReadOnlyDictionary<string, int> Levels { get; } = new Dictionary<string, int>
    {
        [""] = 11,
        ["Persistence"] = 10,
        ["Parts"] = 10,
        ["Fits"] = 9,
        ["Checkpoints"] = 8,
        ["Baseline"] = 7,
        ["Reports"] = 7,
        ["Options"] = 6,
        ["BandAnalysis"] = 5,
        ["Segments"] = 5,
        ["Decimation"] = 4,
        ["Encoding"] = 4,
        ["MissingBand"] = 4,
        ["Decoding"] = 3,
        ["Layers"] = 3,
        ["Losses"] = 3,
        ["Resampling"] = 3,
        ["Audio"] = 2,
        ["Optimization"] = 2,
        ["Spectral"] = 2,
        ["Files"] = 1,
        ["Checks"] = 0,
        ["Kernels"] = 0,
    };

    /// <summary>The folder of every type of Core that a source file is named after; parts of a file count as the file's.</summary>
    public static IReadOnlyDictionary<string, string> FolderOf(string sources)
    {
        var folders = new Dictionary<string, string>();
        foreach (string file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            string[] path = Path.GetRelativePath(sources, file).Split(Path.DirectorySeparatorChar);
            if (path[0] is "obj" or "bin")
            {
                continue;
            }

            string folder = path.Length == 1 ? string.Empty : path[0];
            string text = File.ReadAllText(file);
            string space = Names.NamespaceOf(text);
            foreach (string name in Names.TypesOf(text))
            {
                folders[$"{space}.{name}"] = folder;
            }
        }

        return folders;
    }
}
