namespace Siren2.Cli.Batch;

/// <summary>A clip of many.</summary>
/// <param name="Input">Its file.</param>
/// <param name="Output">Where its result goes.</param>
/// <param name="Name">The same within the folder of results: with it the ledger names it.</param>
/// <param name="Weight">How much of the whole work it is, about: the bytes of its file.</param>
internal sealed record BatchClip(string Input, string Output, string Name, long Weight);
