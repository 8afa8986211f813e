using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Siren2.Metrics.Tests;

public class NeedsTests
{
    [Fact]
    public void Of_Core_it_needs_what_a_clip_is_and_nothing_else()
    {
        using var file = new PEReader(File.OpenRead(typeof(AudioComparison).Assembly.Location));
        MetadataReader reader = file.GetMetadataReader();
        var types = new List<string>();
        foreach (TypeReferenceHandle handle in reader.TypeReferences)
        {
            TypeReference type = reader.GetTypeReference(handle);
            if (type.ResolutionScope.Kind == HandleKind.AssemblyReference
                && reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) == "Siren2.Core")
            {
                types.Add($"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}");
            }
        }

        Assert.Equal(["Siren2.AudioClip"], types);
    }
}
