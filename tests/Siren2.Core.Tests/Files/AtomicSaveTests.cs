namespace Siren2.Core.Tests.Files;

/// <summary>A file appears under its name only when it is complete.</summary>
public sealed class AtomicSaveTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("siren2-");
    private readonly AudioClip _clip = new(8000, [0.5f, -0.5f]);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_clip_is_saved_under_a_new_name_and_over_a_longer_file()
    {
        string path = PathOf("clip.wav");
        _clip.Save(path);
        Assert.Equal(_clip.Channel(0).ToArray(), AudioClip.Load(path).Channel(0).ToArray());

        File.WriteAllBytes(path, new byte[100_000]);
        _clip.Save(path, WaveEncoding.Float32);
        Assert.Equal(_clip.Channel(0).ToArray(), AudioClip.Load(path).Channel(0).ToArray());
        AssertFiles("clip.wav");
    }

    [Fact]
    public void A_clip_that_cannot_be_saved_leaves_the_former_file_alone()
    {
        string path = PathOf("clip.wav");
        File.WriteAllText(path, "former");
        Assert.Throws<InvalidOperationException>(() => new AudioClip(8000, [float.NaN]).Save(path));
        Assert.Equal("former", File.ReadAllText(path));
        AssertFiles("clip.wav");
    }

    [Fact]
    public void A_write_that_fails_half_way_leaves_the_former_file_alone()
    {
        string path = PathOf("clip.wav");
        File.WriteAllText(path, "former");
        var error = Assert.Throws<IOException>(() => Siren2.Files.AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("disk full");
        }));
        Assert.Equal("disk full", error.Message);
        Assert.Equal("former", File.ReadAllText(path));
        AssertFiles("clip.wav");
    }

    public static TheoryData<Exception> FailuresOfTheWriter =>
        [new IOException("mine"), new FileNotFoundException("mine"), new UnauthorizedAccessException("mine"), new OperationCanceledException("mine"), new ArgumentOutOfRangeException("mine")];

    [Theory]
    [MemberData(nameof(FailuresOfTheWriter))]
    public void What_the_writer_throws_comes_out_as_it_is(Exception failure)
    {
        Exception? thrown = Record.Exception(() => Siren2.Files.AtomicFile.Write(PathOf("clip.wav"), _ => throw failure));
        Assert.Same(failure, thrown);
        AssertFiles();
    }

    [Fact]
    public void What_a_kill_would_leave_behind_is_one_file_that_says_whose_it_is()
    {
        string[] seen = [];
        Siren2.Files.AtomicFile.Write(PathOf("clip.wav"), _ => seen = [.. _folder.EnumerateFiles().Select(f => f.Name)]);
        Assert.Matches("^[.]siren2-[0-9a-f]{32}[.]tmp$", Assert.Single(seen));
        AssertFiles("clip.wav");
    }

    [Fact]
    public void A_folder_is_not_written_over()
    {
        string path = Directory.CreateDirectory(PathOf("folder.wav")).FullName;
        Assert.Throws<IOException>(() => _clip.Save(path));
        Assert.True(Directory.Exists(path));
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => _clip.Save(PathOf(Path.Combine("missing", "clip.wav"))));
        Assert.Contains("missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_as_long_as_names_can_be_is_no_obstacle()
    {
        string name = new string('n', 251) + ".wav";
        _clip.Save(PathOf(name));
        AssertFiles(name);
    }

    [Fact]
    public void A_symbolic_link_stays_one_and_the_file_that_it_leads_to_is_replaced()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // links need a privilege there
        }

        string target = PathOf("target.wav");
        string link = PathOf("link.wav");
        File.CreateSymbolicLink(link, target);
        _clip.Save(link);
        _clip.Save(link);
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal(2, AudioClip.Load(target).Length);
    }

    [Fact]
    public void A_replaced_file_keeps_its_permissions()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // no such permissions there
        }

        string path = PathOf("clip.wav");
        File.WriteAllText(path, "former");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _clip.Save(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private void AssertFiles(params string[] names) => Assert.Equal(names, _folder.EnumerateFiles().Select(f => f.Name));
}
