using Siren2.Cli.Clips;
using Siren2.Cli.Output;

namespace Siren2.Cli.Evaluation;

/// <summary>Files of other programs, under the names of the clips that they were made of.</summary>
/// <param name="Inputs">Folder of low-rate clips; null where the task makes its own.</param>
/// <param name="Peers">Folder of results; null for none.</param>
internal sealed record OtherFolders(string? Inputs, string? Peers)
{
    private readonly List<string> _notes = [];

    /// <summary>What is to be said of the files that were read so far.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The low-rate clip; null where the task makes its own.</summary>
    /// <exception cref="CommandException">It is not there, or has another rate.</exception>
    public AudioClip? Input(string name, int rate) => Inputs is null ? null : Load(Inputs, name, rate);

    /// <summary>The other program's result.</summary>
    /// <exception cref="CommandException">It is not there, or has another rate.</exception>
    public AudioClip Peer(string name, int rate) => Load(Peers!, name, rate);

    /// <summary>The files that are read for a clip of some name.</summary>
    public IEnumerable<string> FilesOf(string name) => new[] { Inputs, Peers }.OfType<string>().Select(folder => Path.Combine(folder, name));

    private AudioClip Load(string folder, string name, int rate)
    {
        string path = Path.Combine(folder, name);
        AudioClip clip = ClipFile.Load(path, _notes);
        return clip.SampleRate == rate
            ? clip
            : throw new CommandException($"'{path}' is at {Figure.Rate(clip.SampleRate)}; the task asks for {Figure.Rate(rate)}");
    }
}
