using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Siren2.Cli.Output;

/// <summary>
/// The streams that a shell has opened, or not: a number that was closed, as by <c>&lt;&amp;-</c>, is given to whatever the runtime opens next, which
/// is neither to be read nor written by us.
/// </summary>
[SuppressMessage("Reliability", "CA2000", Justification = "What is returned owns what it wraps.")]
internal static partial class StandardStreams
{
    private const int GetFlags = 1; // F_GETFD
    private const int ClosedByPrograms = 1; // FD_CLOEXEC

    /// <summary>Standard input.</summary>
    /// <exception cref="CommandException">It is closed.</exception>
    public static Stream Input() => IsOpen(0) ? Console.OpenStandardInput() : throw new CommandException("standard input is closed");

    /// <summary>Standard output; nowhere, where it is closed.</summary>
    public static Stream Output() => IsOpen(1) ? new OpenStream(Console.OpenStandardOutput()) : Stream.Null;

    /// <summary>Standard error; nowhere, where it is closed.</summary>
    public static Stream Error() => IsOpen(2) ? new OpenStream(Console.OpenStandardError()) : Stream.Null;

    /// <summary>Whether a number came with the program: what does is open, and not marked to be closed where a program begins.</summary>
    private static bool IsOpen(int number) =>
        OperatingSystem.IsWindows() || Control(number, GetFlags) is int flags && flags >= 0 && (flags & ClosedByPrograms) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int number, int command);
}
