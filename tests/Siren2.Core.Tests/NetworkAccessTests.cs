using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Siren2.Core.Tests;

/// <summary>The library has no way to reach a network, and no native code of its own.</summary>
public class NetworkAccessTests
{
    public static TheoryData<string> Shipped => [.. Assemblies];

    private static string[] Assemblies =>
        ["Siren2.Core.dll", "MathNet.Numerics.dll", "System.Numerics.Tensors.dll", "Microsoft.Extensions.Logging.Abstractions.dll"];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void No_networking_type_is_referenced(string assembly)
    {
        using PEReader file = Open(assembly);
        MetadataReader metadata = file.GetMetadataReader();
        string[] types =
        [
            .. metadata.TypeReferences.Select(handle => metadata.GetTypeReference(handle))
                .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"),
        ];
        Assert.NotEmpty(types);
        Assert.DoesNotContain(types, type => type.StartsWith("System.Net.", StringComparison.Ordinal));
        Assert.DoesNotContain(
            metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)),
            name => name.StartsWith("System.Net", StringComparison.Ordinal));
    }

    [Fact]
    public void The_library_imports_nothing_native_but_what_kind_a_file_is_and_starts_no_process()
    {
        using PEReader file = Open("Siren2.Core.dll");
        MetadataReader metadata = file.GetMetadataReader();
        MethodImport[] imports =
        [
            .. metadata.TypeDefinitions.SelectMany(type => metadata.GetTypeDefinition(type).GetMethods())
                .Select(method => metadata.GetMethodDefinition(method).GetImport()).Where(import => !import.Module.IsNil),
        ];
        Assert.Equal(metadata.GetTableRowCount(TableIndex.ImplMap), imports.Length);
        Assert.All(imports, import => Assert.Equal("libc", metadata.GetString(metadata.GetModuleReference(import.Module).Name)));
        Assert.Equal(
            ["access", "stat", "stat$INODE64", "statx"], imports.Select(import => metadata.GetString(import.Name)).Order(StringComparer.Ordinal));
        Assert.True(file.PEHeaders.CorHeader!.Flags.HasFlag(CorFlags.ILOnly));
        Assert.DoesNotContain(
            metadata.TypeReferences.Select(handle => metadata.GetString(metadata.GetTypeReference(handle).Name)),
            name => name is "Process" or "ProcessStartInfo" or "NativeLibrary");
    }

    private static PEReader Open(string assembly) => new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
}
