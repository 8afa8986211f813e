using System.Diagnostics;
using Siren2.Files;

namespace Siren2.Core.Tests.Files;

/// <summary>A file that is written destroys nothing that it is not. The tests are of Unix, where names can be more than files.</summary>
public sealed class FileTargetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("siren2-");
    private readonly AudioClip _clip = new(8000, [0.5f, -0.5f]);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    [Trait("Suite", "slow")]
    public async Task A_named_pipe_is_written_to_and_stays_a_pipe()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string pipe = PathOf("pipe");
        Shell("mkfifo", pipe);
        Task<byte[]> reader = Task.Run(() => File.ReadAllBytes(pipe));
        await _clip.SaveAsync(pipe);

        using var stream = new MemoryStream(await reader);
        Assert.Equal(2, (await AudioClip.LoadAsync(stream)).Length);
        Assert.Equal("fifo", Shell("stat", "-c", "%F", pipe));
        Assert.Single(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void A_device_is_written_to_and_stays_a_device()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _clip.Save("/dev/null");
        Assert.Equal("character special file", Shell("stat", "-c", "%F", "/dev/null"));
    }

    [Fact]
    public void A_file_with_two_names_keeps_both()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string path = PathOf("clip.wav");
        File.WriteAllBytes(path, new byte[100_000]);
        Shell("ln", path, PathOf("other.wav"));
        _clip.Save(path);

        Assert.Equal(2, AudioClip.Load(PathOf("other.wav")).Length);
        Assert.Equal("2", Shell("stat", "-c", "%h", path));
        Assert.Equal(["clip.wav", "other.wav"], _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_keeps_its_mode_whatever_the_mask_takes_off_new_ones()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        string path = PathOf("clip.wav");
        File.WriteAllText(path, "former");
        File.SetUnixFileMode(path, Everybody);
        _clip.Save(path);

        Assert.Equal(Everybody, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_file_of_another_user_stays_his()
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
        {
            return; // only root can give a file away
        }

        string path = PathOf("clip.wav");
        File.WriteAllBytes(path, new byte[100_000]);
        Shell("chown", "1234:4321", path);
        _clip.Save(path);

        Assert.Equal("1234:4321", Shell("stat", "-c", "%u:%g", path));
        Assert.Equal(2, AudioClip.Load(path).Length);
        Assert.Single(_folder.EnumerateFiles());
    }

    [Fact]
    public void What_cannot_be_written_is_known_beforehand_and_a_check_changes_nothing()
    {
        string path = PathOf("clip.wav");
        new FileTarget(path).Check();
        Assert.Empty(_folder.EnumerateFiles());

        File.WriteAllText(path, "former");
        new FileTarget(path).Check();
        Assert.Equal("former", File.ReadAllText(path));
        Assert.Single(_folder.EnumerateFiles());

        Assert.Throws<IOException>(() => new FileTarget(_folder.FullName));
        Assert.Throws<DirectoryNotFoundException>(() => new FileTarget(PathOf("none/clip.wav")));
        if (OperatingSystem.IsLinux())
        {
            Exception? readOnly = Record.Exception(() => new FileTarget("/proc/version_signature.wav").Check());
            Assert.True(readOnly is IOException or UnauthorizedAccessException, readOnly?.ToString());
        }
    }

    [Fact]
    public void A_file_that_may_not_be_replaced_is_not()
    {
        string path = PathOf("clip.wav");
        AtomicFile.Write(path, stream => stream.Write("first"u8), mayReplace: false);
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream => stream.Write("second"u8), mayReplace: false));

        Assert.Contains("clip.wav", error.Message, StringComparison.Ordinal);
        Assert.Equal("first", File.ReadAllText(path));
        Assert.Single(_folder.EnumerateFiles());
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static string Shell(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return output;
    }
}
