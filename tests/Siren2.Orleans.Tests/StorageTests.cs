namespace Siren2.Orleans.Tests;

/// <summary>A folder of clips.</summary>
public sealed class StorageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("siren2-storage");
    private readonly FolderClipStorage _storage;

    public StorageTests() => _storage = new FolderClipStorage(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_written_appears_whole_or_not_at_all()
    {
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => _storage.WriteAsync("a/b", async stream =>
        {
            await stream.WriteAsync(new byte[100_000]);
            Assert.False(await _storage.ExistsAsync("a/b"));
            throw new TimeZoneNotFoundException();
        }));
        Assert.False(await _storage.ExistsAsync("a/b"));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.FullName, "a")));
        await _storage.WriteAsync("a/b", stream => stream.WriteAsync("first"u8.ToArray()).AsTask());
        await _storage.WriteAsync("a/b", stream => stream.WriteAsync("next"u8.ToArray()).AsTask());
        using var reader = new StreamReader(await _storage.OpenReadAsync("a/b"));
        Assert.Equal("next", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Files_and_folders_are_deleted_and_what_is_not_there_is_no_error()
    {
        await _storage.WriteAsync("a/b", _ => Task.CompletedTask);
        await _storage.WriteAsync("a/c", _ => Task.CompletedTask);
        await _storage.DeleteAsync("a/b");
        Assert.True(await _storage.ExistsAsync("a/c"));
        await _storage.DeleteAsync("a");
        await _storage.DeleteAsync("a");
        Assert.Empty(_folder.GetFileSystemInfos());
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => _storage.OpenReadAsync("a/b"));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("/etc/passwd")]
    [InlineData(".")]
    [InlineData("")]
    public async Task Nothing_outside_of_the_folder_is_touched(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _storage.OpenReadAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => _storage.WriteAsync(name, _ => Task.CompletedTask));
        await Assert.ThrowsAsync<ArgumentException>(() => _storage.ExistsAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => _storage.DeleteAsync(name));
    }
}
