using System.Globalization;
using Siren2.Files;

namespace Siren2.Cli.Output;

/// <summary>Tells whether two names are names of one file: through symbolic links, linked folders and, where the system tells, hard links.</summary>
internal static class FileIdentity
{
    // Of file systems that tell upper from lower case and those that do not, each system's usual one.
    public static readonly StringComparer Comparer =
        OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>A text that is the same, to <see cref="Comparer"/>, for all names of a file or folder.</summary>
    /// <param name="path">A name; of a file that does not exist yet it is told from the nearest folder that does.</param>
    public static string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!OperatingSystem.IsWindows() && UnixFileStatus.Of(full) is UnixFileStatus status)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{status.Identity.Device}:{status.Identity.Number}");
        }

        if (LinkTarget(full) is string target && target != full)
        {
            return Of(target);
        }

        return Path.GetDirectoryName(full) is string folder ? Path.Combine(Of(folder), Path.GetFileName(full)) : full;
    }

    /// <summary>The same of a regular file that is open under a name of <c>/dev</c> or <c>/proc</c>; null for a pipe or a device.</summary>
    public static string? OfOpenFile(string path) =>
        !OperatingSystem.IsWindows() && UnixFileStatus.Of(path) is { IsRegular: true } ? Of(path) : null;

    /// <summary>Where a link leads in the end; null for what is none, or leads in circles.</summary>
    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
