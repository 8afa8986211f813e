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

    /// <summary>Folders some of whose types every program names: they lie in the namespace of the library itself.</summary>
    public static IReadOnlyList<string> PublicFace { get; } = ["", "Audio", "Options", "Parts", "Reports"];

    /// <summary>The files of every type of Core, by their paths below the sources; of a partial one more than one.</summary>
    public static IReadOnlyDictionary<string, string[]> FilesOf(string sources)
    {
        var files = new Dictionary<string, List<string>>();
        foreach (string file in Sources(sources))
        {
            string text = File.ReadAllText(Path.Combine(sources, file));
            string space = Names.NamespaceOf(text);
            foreach (string name in Names.TypesOf(text))
            {
                string type = $"{space}.{name}";
                if (!files.TryGetValue(type, out List<string>? its))
                {
                    files[type] = its = [];
                }

                its.Add(file);
            }
        }

        return files.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }

    /// <summary>The room that a file lies in.</summary>
    public static string Of(string file) => file.Contains('/', StringComparison.Ordinal) ? file[..file.IndexOf('/', StringComparison.Ordinal)] : string.Empty;

    /// <summary>Types whose parts lie in several rooms: what one part refers to would be looked at as if it lay in the other's.</summary>
    public static string[] Split(IReadOnlyDictionary<string, string[]> files) =>
        [.. files.Where(pair => pair.Value.Select(Of).Distinct().Count() > 1).Select(pair => $"{pair.Key}: {string.Join(", ", pair.Value)}")];

    /// <summary>Files whose namespace is not that of their folder.</summary>
    public static string[] Misnamed(string sources) =>
    [
        .. from file in Sources(sources)
           let space = Names.NamespaceOf(File.ReadAllText(Path.Combine(sources, file)))
           let folder = Path.GetDirectoryName(file)!.Replace('/', '.')
           where space != (folder.Length == 0 ? "Siren2" : $"Siren2.{folder}") && !(space == "Siren2" && PublicFace.Contains(folder))
           select $"{file} is in '{space}'",
    ];

    private static IEnumerable<string> Sources(string sources) => Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(sources, file).Replace(Path.DirectorySeparatorChar, '/'))
        .Where(file => Of(file) is not ("obj" or "bin"))
        .Order(StringComparer.Ordinal);
}
