using System.Runtime.InteropServices;

namespace Siren2.Files;

/// <summary>What Unix says of a file that .NET does not: what kind it is, whose, and under how many names. Symbolic links are followed.</summary>
/// <param name="IsRegular">Whether it is a file of bytes, not a pipe, a device, a socket or a folder.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Links">Names that it has.</param>
/// <param name="User">Its owner.</param>
/// <param name="Group">Its group.</param>
/// <param name="Identity">Its device and its number there, which are the same under all of its names.</param>
internal sealed partial record UnixFileStatus(
    bool IsRegular, bool IsFolder, uint Links, uint User, uint Group, (ulong Device, ulong Number) Identity)
{
    // From sys/stat.h; the same on Linux and macOS.
    private const int KindMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    private const int WorkingFolder = -100; // AT_FDCWD of Linux
    private const uint Basic = 0x7FF; // STATX_BASIC_STATS
    private const int MayWrite = 2; // W_OK

    /// <summary>The status of a file; null where there is none, and on systems that this class does not know.</summary>
    public static unsafe UnixFileStatus? Of(string path)
    {
        byte* buffer = stackalloc byte[256]; // both systems' structures fit
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return Statx(WorkingFolder, path, 0, Basic, buffer) == 0
                    ? Create(
                        *(ushort*)(buffer + 28), *(uint*)(buffer + 16), *(uint*)(buffer + 20), *(uint*)(buffer + 24),
                        (((ulong)*(uint*)(buffer + 136) << 32) | *(uint*)(buffer + 140), *(ulong*)(buffer + 32)))
                    : null;
            }

            if (OperatingSystem.IsMacOS())
            {
                int failed = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? Stat(path, buffer) : StatOfIntel(path, buffer);
                return failed == 0
                    ? Create(
                        *(ushort*)(buffer + 4), *(ushort*)(buffer + 6), *(uint*)(buffer + 16), *(uint*)(buffer + 20),
                        (*(uint*)buffer, *(ulong*)(buffer + 8)))
                    : null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
        }

        return null;
    }

    /// <summary>Whether the process may write to a file; true where nobody can say.</summary>
    public static bool IsWritable(string path) => OperatingSystem.IsWindows() || Access(path, MayWrite) == 0;

    private static UnixFileStatus Create(ushort mode, uint links, uint user, uint group, (ulong Device, ulong Number) identity) =>
        new((mode & KindMask) == Regular, (mode & KindMask) == Folder, links, user, group, identity);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Stat(string path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int StatOfIntel(string path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);
}
