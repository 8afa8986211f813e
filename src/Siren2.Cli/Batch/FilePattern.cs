using System.Text;
using System.Text.RegularExpressions;

namespace Siren2.Cli.Batch;

/// <summary>Patterns of file names as shells have them: <c>*</c>, <c>?</c>, <c>[12]</c>, <c>[a-f]</c> and <c>[!0-9]</c>.</summary>
internal static class FilePattern
{
    /// <summary>Whether a name is one.</summary>
    public static bool IsOne(string name) => name.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    /// <summary>Whether a pattern names a file.</summary>
    public static Func<string, bool> Of(string pattern)
    {
        var expression = new StringBuilder("^");
        for (int i = 0; i < pattern.Length; i++)
        {
            // A bracket that closes at once is the first of its set.
            int end = pattern[i] == '[' && i + 2 < pattern.Length ? pattern.IndexOf(']', i + (pattern[i + 1] is '!' or '^' ? 3 : 2)) : -1;
            if (end > 0)
            {
                string set = pattern[(i + 1)..end];
                bool isNegated = set[0] is '!' or '^';
                expression.Append(isNegated ? "[^" : "[").Append(Escaped(isNegated ? set[1..] : set)).Append(']');
                i = end;
            }
            else
            {
                expression.Append(pattern[i] switch { '*' => ".*", '?' => ".", char other => Regex.Escape(other.ToString()) });
            }
        }

        RegexOptions options = RegexOptions.CultureInvariant | RegexOptions.Singleline
            | (OperatingSystem.IsLinux() ? RegexOptions.None : RegexOptions.IgnoreCase);
        var regex = new Regex(expression.Append("\\z").ToString(), options);
        return regex.IsMatch;
    }

    private static string Escaped(string set) => set
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("]", "\\]", StringComparison.Ordinal)
        .Replace("[", "\\[", StringComparison.Ordinal)
        .Replace("^", "\\^", StringComparison.Ordinal);
}
