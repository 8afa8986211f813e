namespace Siren2.Cli.Output;

/// <summary>
/// A table of text in aligned columns. It is Markdown too, so that what a terminal shows can stand in a document as it is.
/// </summary>
internal sealed class TextTable
{
    private const char RightMark = '>';

    private readonly bool[] _rightAligned;
    private readonly List<string[]> _rows = [];

    /// <summary>Creates a table of its header alone.</summary>
    /// <param name="headers">One per column; a '&gt;' in front aligns the column to the right.</param>
    public TextTable(params ReadOnlySpan<string> headers)
    {
        _rightAligned = new bool[headers.Length];
        var row = new string[headers.Length];
        for (int i = 0; i < headers.Length; i++)
        {
            _rightAligned[i] = headers[i].StartsWith(RightMark);
            row[i] = headers[i].TrimStart(RightMark);
        }

        Add(row);
    }

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One per column.</param>
    /// <exception cref="ArgumentException">There are more or fewer cells than columns.</exception>
    public void Add(params string[] cells)
    {
        if (cells.Length != _rightAligned.Length)
        {
            throw new ArgumentException($"{cells.Length} cells for {_rightAligned.Length} columns.", nameof(cells));
        }

        _rows.Add(Array.ConvertAll(cells, cell => PlainText.OneLine(cell).Replace("|", "\\|", StringComparison.Ordinal)));
    }

    /// <summary>Writes the header, a rule and the rows.</summary>
    public void WriteTo(TextWriter writer)
    {
        int[] widths = [.. _rightAligned.Select((_, i) => Math.Max(3, _rows.Max(row => row[i].Length)))];
        for (int r = 0; r < _rows.Count; r++)
        {
            writer.WriteLine("| " + string.Join(" | ", _rows[r].Select((cell, i) => Align(cell, i, widths))) + " |");
            if (r == 0)
            {
                writer.WriteLine("| " + string.Join(" | ", widths.Select(Rule)) + " |");
            }
        }
    }

    private string Align(string cell, int column, int[] widths) =>
        _rightAligned[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]);

    private string Rule(int width, int column) =>
        _rightAligned[column] ? new string('-', width - 1) + ':' : new string('-', width);
}
