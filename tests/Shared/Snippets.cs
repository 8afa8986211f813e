using System.Text.RegularExpressions;

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

    /// <summary>Indentation, line ends and using directives do not count.</summary>
    private static string Normalize(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !Directive().IsMatch(line)));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^using [\w.]+;$")]
    private static partial Regex Directive();
}
