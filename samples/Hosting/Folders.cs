namespace Hosting;

/// <summary>Where clips come from and go to.</summary>
/// <param name="Input">Folder of the clips.</param>
/// <param name="Output">Folder of the results.</param>
internal sealed record Folders(string Input, string Output);
