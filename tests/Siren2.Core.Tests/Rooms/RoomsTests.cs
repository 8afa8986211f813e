namespace Siren2.Core.Tests.Rooms;

/// <summary>Dependencies of Core point one way, from each folder to lower ones.</summary>
public sealed class RoomsTests : IDisposable
{
    /// <summary>A type and its own parts.</summary>
    private const int LargestComponent = 6;

    private readonly TypeReferences _types = new(typeof(AudioClip).Assembly.Location);
    private readonly IReadOnlyDictionary<string, string> _folders = Room.FolderOf(Sources());

    public void Dispose() => _types.Dispose();

    [Fact]
    public void Every_type_lies_in_a_room_that_has_a_level()
    {
        string[] homeless = [.. OwnTypes().Where(type => !_folders.TryGetValue(type, out string? folder) || !Room.Levels.ContainsKey(folder))];
        Assert.Empty(homeless);
        Assert.True(OwnTypes().Count() > 150);
    }

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
    public void Types_that_refer_to_each_other_in_a_circle_are_few()
    {
        List<string[]> components = Components.Of(_types.All);
        string[] largest = components.MaxBy(component => component.Length)!;
        Assert.True(largest.Length <= LargestComponent, $"{largest.Length}: {string.Join(", ", largest)}");

        // The reader sees circles where there are some.
        Assert.Contains(components, component => component.Length > 1);
    }

    [Fact]
    public void Code_signatures_and_fields_are_read()
    {
        // In a body alone, in a signature alone, as a base.
        Assert.Contains("Siren2.Fits.ClipFit", _types.All["Siren2.Upsampler"]);
        Assert.Contains("Siren2.UpsampleResult", _types.All["Siren2.ISuperResolver"]);
        Assert.Contains("Siren2.NetworkOptions", _types.All["Siren2.BlindOptions"]);
    }

    [Fact]
    public void Constraints_what_is_caught_and_marks_are_read()
    {
        using var types = new TypeReferences(typeof(RoomsTests).Assembly.Location);
        AssertRefers<IReferred>("TypeConstraint`1", nameof(MethodConstraint));
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
    /// What the compiler adds lies in no namespace. Types that a file keeps to itself lie in one, under names that no room knows, and are homeless.
    /// </summary>
    private IEnumerable<string> OwnTypes() => _types.All.Keys.Where(name => name.StartsWith("Siren2.", StringComparison.Ordinal));

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
