using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Siren2.Core.Tests;

/// <summary>A library is a guest: when the process collects garbage is for its host to decide.</summary>
public class GarbageCollectionTests
{
    public static TheoryData<string> Shipped => [.. Assemblies];

    /// <summary>Those of the product that lie beside the tests.</summary>
    private static IEnumerable<string> Assemblies => Directory.EnumerateFiles(AppContext.BaseDirectory, "Siren2.*.dll")
        .Select(file => Path.GetFileName(file))
        .Where(name => !name.EndsWith(".Tests.dll", StringComparison.Ordinal));

    [Fact]
    public void The_library_itself_is_looked_at() => Assert.Contains("Siren2.Core.dll", Assemblies);

    [Theory]
    [MemberData(nameof(Shipped))]
    public void No_collection_is_forced(string assembly) => Assert.DoesNotContain("System.GC.Collect", Members(assembly));

    /// <summary>These tests do force collections, where they look for what is left behind: there it is found.</summary>
    [Fact]
    public void A_collection_that_is_forced_is_found() => Assert.Contains("System.GC.Collect", Members("Siren2.Core.Tests.dll"));

    /// <summary>The members of other assemblies' types that an assembly uses, by their full names.</summary>
    private static string[] Members(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        MetadataReader metadata = file.GetMetadataReader();
        return
        [
            .. from handle in metadata.MemberReferences
               let member = metadata.GetMemberReference(handle)
               where member.Parent.Kind == HandleKind.TypeReference
               let type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent)
               select $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}",
        ];
    }
}
