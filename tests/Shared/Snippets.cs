using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Siren2.Tests;

/// <summary>Keeps the C# of a document and the code that the tests compile and run the same.</summary>
internal static partial class Snippets
{
    /// <summary>Asserts that every C# block of a document stands in one of the files of examples; both are copied to Docs beside the tests.</summary>
    /// <returns>The number of blocks.</returns>
    public static int AssertCompiled(string document)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Docs");
        string[] compiled = [.. Directory.GetFiles(folder, "*.cs").Select(file => Normalize(File.ReadAllText(file)))];
        MatchCollection blocks = CodeBlock().Matches(File.ReadAllText(Path.Combine(folder, document)));
        Assert.All(blocks, block => Assert.True(
            compiled.Any(code => code.Contains(Normalize(block.Groups[1].Value), StringComparison.Ordinal)),
            $"{document} shows code that no example in a Docs folder of the tests compiles:\n{block.Groups[1].Value}"));
        return blocks.Count;
    }

    /// <summary>
    /// Asserts that every example in the XML documentation of an assembly stands in one of the files of examples, and that every entry point has one:
    /// each public class, records apart, that can be created or called without another object, in itself or in a member.
    /// </summary>
    public static void AssertExamples(Assembly assembly)
    {
        var document = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
        string[] compiled = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Docs"), "*.cs").Select(file => Normalize(File.ReadAllText(file)))];
        (string Member, string Code)[] examples =
        [
            .. from member in document.Descendants("member")
               from code in member.Descendants("example").Descendants("code")
               select (member.Attribute("name")!.Value, code.Value),
        ];
        Assert.All(examples, example => Assert.True(
            compiled.Any(code => code.Contains(Normalize(example.Code), StringComparison.Ordinal)),
            $"{example.Member} shows code that no example in a Docs folder of the tests compiles:\n{example.Code}"));
        string[] without =
        [
            .. assembly.GetExportedTypes().Where(IsEntryPoint).Select(type => type.FullName!)
                .Where(name => !examples.Any(example => IsOf(example.Member[2..], name))),
        ];
        Assert.True(without.Length == 0, $"no example shows how to use {string.Join(", ", without)}");
    }

    private static bool IsEntryPoint(Type type) =>
        type is { IsClass: true, IsNested: false } && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute)) && type.BaseType != typeof(MulticastDelegate) && type.GetMethod("<Clone>$") is null
            && (type.GetConstructors().Length > 0
                || type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Length > 0
                || type.GetFields(BindingFlags.Public | BindingFlags.Static).Length > 0);

    private static bool IsOf(string member, string type) => member == type || member.StartsWith(type + ".", StringComparison.Ordinal);

    /// <summary>Indentation, line ends and using directives do not count.</summary>
    private static string Normalize(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !Directive().IsMatch(line)));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^using [\w.]+;$")]
    private static partial Regex Directive();
}
