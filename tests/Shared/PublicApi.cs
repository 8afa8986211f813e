using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Siren2.Tests;

/// <summary>Compares the public surface of an assembly with the text file that records it.</summary>
internal static class PublicApi
{
    private const string Accept = "SIREN2_ACCEPT_API";

    /// <summary>Fails where surface and record differ; writes the record instead where the environment asks for it.</summary>
    /// <param name="assembly">The assembly, in whose project folder the record is kept as PublicApi.txt.</param>
    /// <param name="testFile">Filled in by the compiler: where the sources of the test are.</param>
    public static void AssertRecorded(Assembly assembly, [CallerFilePath] string testFile = "")
    {
        string name = assembly.GetName().Name!;
        string actual = Describe(assembly);
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            string tests = Path.GetDirectoryName(Path.GetDirectoryName(testFile))!;
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(tests)!, "src", name, "PublicApi.txt"), actual);
            return;
        }

        string recorded = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt"));
        string[] before = recorded.ReplaceLineEndings("\n").Split('\n');
        string[] after = actual.Split('\n');
        if (!before.SequenceEqual(after))
        {
            IEnumerable<string> changes =
                [.. before.Except(after).Select(line => "- " + line.Trim()), .. after.Except(before).Select(line => "+ " + line.Trim())];
            Assert.Fail(
                $"The public API of {name} is not what src/{name}/PublicApi.txt "
                    + $"records:\n{string.Join('\n', changes.DefaultIfEmpty("(lines moved)"))}\n"
                + "If the change is meant, name it in CHANGELOG.md and record it from the root of the repository with\n"
                + $"{Accept}=1 dotnet test tests/{name}.Tests --filter PublicApi");
        }
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (IGrouping<string?, Type> space in assembly.GetExportedTypes()
            .Where(type => !type.IsNested && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute)))
            .GroupBy(type => type.Namespace)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append("namespace ").Append(space.Key).Append('\n');
            foreach (Type type in space.OrderBy(type => type.Name, StringComparer.Ordinal))
            {
                PublicType.Describe(type, "    ", text);
            }
        }

        return text.ToString();
    }
}
