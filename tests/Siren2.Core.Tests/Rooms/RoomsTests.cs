namespace Siren2.Core.Tests.Rooms;

/// <summary>Dependencies of Core point one way, from each folder to lower ones.</summary>
public sealed class RoomsTests : IDisposable
{
    /// <summary>A type and its own parts.</summary>
    private const int LargestComponent = 6;

    private readonly TypeReferences _types = new(typeof(AudioClip).Assembly.Location);
    private readonly IReadOnlyDictionary<string, string[]> _files = Room.FilesOf(Sources());
    private readonly IReadOnlyDictionary<string, string> _folders;

    public RoomsTests() => _folders = _files.ToDictionary(pair => pair.Key, pair => Room.Of(pair.Value[0]));

    public void Dispose() => _types.Dispose();

    [Fact]
    public void Every_type_lies_in_a_room_that_has_a_level()
    {
        string[] homeless = [.. OwnTypes().Where(type => !_folders.TryGetValue(type, out string? folder) || !Room.Levels.ContainsKey(folder))];
        Assert.Empty(homeless);
        Assert.True(OwnTypes().Count() > 150);
        Assert.Empty(Room.Split(_files));
    }

    [Fact]
    public void Parts_of_a_type_in_two_rooms_are_found()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            foreach (string room in Room.Levels.Keys.Where(room => room is "Files" or "Parts"))
            {
                _ = Directory.CreateDirectory(Path.Combine(folder, room));
                File.WriteAllText(Path.Combine(folder, room, $"In{room}.cs"), "namespace Siren2.Files;\n\ninternal partial class InTwo;\n");
            }

            Assert.Equal(["Siren2.Files.InTwo: Files/InFiles.cs, Parts/InParts.cs"], Room.Split(Room.FilesOf(folder)));
            Assert.Equal(["Parts/InParts.cs is in 'Siren2.Files'"], Room.Misnamed(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Namespaces_follow_folders_but_for_the_public_face() => Assert.Empty(Room.Misnamed(Sources()));

    [Fact]
    public void Nothing_refers_to_a_room_above_its_own()
    {
        string[] upwards =
        [
            .. from pair in _types.All
               where _folders.ContainsKey(pair.Key)
               from other in pair.Value
               where _folders.ContainsKey(other)
               let own = _folders[pair.Key]
               let its = _folders[other]
               where own != its && Room.Levels[its] >= Room.Levels[own]
               select $"{pair.Key} ({own}) refers to {other} ({its})",
        ];
        Assert.Empty(upwards);
    }

    [Fact]
    public void Files_that_refer_to_each_other_in_a_circle_are_few()
    {
        // By files, not by types: a circle may go through two types of one file, and through the parts of one type.
        var references = _types.All.Where(pair => _files.ContainsKey(pair.Key))
            .GroupBy(pair => FileOf(pair.Key))
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlyCollection<string>)[.. group.SelectMany(pair => pair.Value).Where(_files.ContainsKey).Select(FileOf).Distinct()]);
        List<string[]> components = Components.Of(references);
        string[] largest = components.MaxBy(component => component.Length)!;
        Assert.True(largest.Length <= LargestComponent, $"{largest.Length}: {string.Join(", ", largest)}");

        // The reader sees circles where there are some.
        Assert.Contains(components, component => component.Length > 1);

        string FileOf(string type) => _files[type][0];
    }

    [Fact]
    public void Code_signatures_and_fields_are_read()
    {
        // In a body alone, in a signature alone, as a base.
        Assert.Contains("Siren2.Fits.ClipFit", _types.All["Siren2.Upsampler"]);
        Assert.Contains("Siren2.UpsampleResult", _types.All["Siren2.ISuperResolver"]);
        Assert.Contains("Siren2.NetworkOptions", _types.All["Siren2.BlindOptions"]);
    }

    [Theory]
    [InlineData("Siren2.AudioClip", true)]
    [InlineData(".Nowhere", true)]
    [InlineData("System.Polyfill", true)]
    [InlineData(".<Secret>F0123__Kept", true)]
    [InlineData(".<Module>", false)]
    [InlineData(".<>f__AnonymousType0`2", false)]
    [InlineData(".<>z__ReadOnlyArray`1", false)]
    [InlineData(".<PrivateImplementationDetails>", false)]
    public void Only_what_the_compiler_adds_has_no_room(string name, bool isWritten) => Assert.Equal(isWritten, TypeReferences.IsWritten(name));

    [Fact]
    public void Constraints_what_is_caught_and_marks_are_read()
    {
        using var types = new TypeReferences(typeof(RoomsTests).Assembly.Location);
        AssertRefers<IReferred>("TypeConstraint`1", nameof(MethodConstraint), nameof(MarkedByIt), nameof(MarkedByList), nameof(MarkedMember), nameof(Pointed));
        AssertRefers<ReferredException>(nameof(Catching));
        AssertRefers<ReferredAttribute>(
            nameof(MarkedType), nameof(MarkedMethod), nameof(MarkedParameter), nameof(MarkedProperty), nameof(MarkedField));

        void AssertRefers<T>(params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                Assert.Contains(typeof(T).FullName!, types.All[$"{typeof(T).Namespace}.{name}"]);
            }
        }
    }

    [Fact]
    public void The_picture_in_the_docs_is_that_of_the_code()
    {
        string[] types = [.. OwnTypes().Where(_folders.ContainsKey)];
        string picture = RoomsPicture.Draw(
            types.GroupBy(type => _folders[type]).ToDictionary(group => group.Key, group => group.Count()),
            types.GroupBy(type => _folders[type]).ToDictionary(
                group => group.Key,
                group => group.SelectMany(type => _types.All[type]).Where(_folders.ContainsKey).Select(other => _folders[other]).Where(other => other != group.Key).Distinct().ToArray()));
        string file = Path.Combine(Sources(), "../../docs/rooms.svg");
        if (Environment.GetEnvironmentVariable("SIREN2_ACCEPT_ROOMS") == "1")
        {
            File.WriteAllText(file, picture);
        }

        Assert.True(
            File.ReadAllText(file).ReplaceLineEndings("\n") == picture,
            "docs/rooms.svg is not the picture of the code; draw it anew: SIREN2_ACCEPT_ROOMS=1 dotnet test tests/Siren2.Core.Tests --filter Rooms");
    }

    /// <summary>
    /// All but what the compiler adds, in no namespace and under names that no code can write. Types that a file keeps to itself have such names
    /// too, with that of the file in them, and are homeless wherever they lie.
    /// </summary>
    private IEnumerable<string> OwnTypes() => _types.All.Keys.Where(TypeReferences.IsWritten);

    private static string Sources()
    {
        // From where the tests lie, not from where they were compiled: deterministic builds do not say.
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Siren2.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder ?? throw new InvalidOperationException("No Siren2.sln above the tests."), "src", "Siren2.Core");
    }
}
