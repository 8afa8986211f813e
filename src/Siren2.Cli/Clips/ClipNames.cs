namespace Siren2.Cli.Clips;

/// <summary>Tells audio files in a folder from other files, by their names.</summary>
internal static class ClipNames
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".wav", ".wave", ".bwf", ".rf64", ".w64", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".m4b", ".aac", ".alac", ".aif", ".aiff",
        ".aifc", ".caf", ".au", ".snd", ".wv", ".ape", ".wma", ".mka", ".amr", ".ac3", ".dsf", ".tta", ".voc",
    };

    /// <summary>Whether a file of that name is one.</summary>
    public static bool IsAudio(string path) => Extensions.Contains(Path.GetExtension(path));
}
