using System.Text.RegularExpressions;

namespace Siren2.Core.Tests.Rooms;

/// <summary>What a source file declares.</summary>
internal static partial class Names
{
    public static string NamespaceOf(string text) => Namespace().Match(text).Groups[1].Value;

    /// <summary>The outermost types, as metadata names them.</summary>
    public static IEnumerable<string> TypesOf(string text) => Declaration().Matches(text).Select(match =>
    {
        int parameters = match.Groups[2].Success ? match.Groups[2].Value.Count(c => c == ',') + 1 : 0;
        return parameters == 0 ? match.Groups[1].Value : $"{match.Groups[1].Value}`{parameters}";
    });

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:(?:public|internal|static|sealed|abstract|readonly|ref|unsafe|partial)\s+)*(?:class|record struct|record|struct|interface|enum|delegate\s+\S+)\s+(\w+)(?:<([^>]+)>)?", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
