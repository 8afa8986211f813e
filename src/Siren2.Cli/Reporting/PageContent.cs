namespace Siren2.Cli.Reporting;

/// <summary>What a page says beside its sounds.</summary>
internal sealed record PageContent
{
    /// <summary>The page's heading.</summary>
    public required string Title { get; init; }

    /// <summary>What stands beside it in capitals: "BLIND", "GUIDED" or what was done instead of a fit.</summary>
    public required string Heading { get; init; }

    /// <summary>What the figures mean, in a sentence.</summary>
    public required string Meaning { get; init; }

    /// <summary>Tables in their order.</summary>
    public required IReadOnlyList<PageTable> Tables { get; init; }

    /// <summary>Where it was made.</summary>
    public required string Footer { get; init; }

    /// <summary>What is to be said about what the page holds, beside what every page says.</summary>
    public string Note { get; init; } = "";
}

/// <summary>A table.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Header">Names of columns; empty where rows are name and value.</param>
/// <param name="Rows">Cells of every row.</param>
internal sealed record PageTable(string Title, IReadOnlyList<string> Header, IReadOnlyList<string[]> Rows);
