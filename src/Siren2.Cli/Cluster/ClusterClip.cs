using System.Globalization;
using Siren2.Cli.Batch;

namespace Siren2.Cli.Cluster;

/// <summary>A clip of a job.</summary>
/// <param name="Clip">As the command line has it.</param>
/// <param name="Names">As the cluster has it.</param>
internal sealed record ClusterClip(BatchClip Clip, JobClip Names)
{
    /// <summary>How its file was when the command began: size and time of the last change. Null where there was none.</summary>
    public string? Stamp { get; } = StampOf(Clip.Input);

    /// <summary>How a file is now.</summary>
    public static string? StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}") : null;
    }
}
