namespace Siren2.TorchSharp.Tests;

/// <summary>The code of the README and of the page of documentation, compiled.</summary>
internal static class DocsExamples
{
}
