namespace Cluster;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Job {Id} was submitted: the clips of {Clips}. Results go to artifacts/cluster.")]
    public static partial void LogSubmitted(this ILogger logger, string id, string clips);

    [LoggerMessage(2, LogLevel.Warning, "There is no folder {Clips} in {Folder}: nothing is submitted.")]
    public static partial void LogNoClips(this ILogger logger, string clips, string folder);
}
