using System.Buffers;
using System.Globalization;
using System.Text;

namespace Siren2.Checks;

/// <summary>Tells text from what is none: in a file that becomes the same replacement character, whatever it was.</summary>
internal static class WellFormed
{
    /// <summary>Why something is no text, to follow its name; null where it is.</summary>
    public static string? FaultOf(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text[i..], out _, out int length) != OperationStatus.Done)
            {
                return string.Create(CultureInfo.InvariantCulture, $"is not text: U+{(int)text[i]:X4} at {i} is half of a pair of surrogates.");
            }

            i += length;
        }

        return null;
    }
}
