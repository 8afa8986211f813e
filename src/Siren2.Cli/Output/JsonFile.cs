using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Siren2.Cli.Output;

/// <summary>Writes JSON files that appear under their name only when they are complete.</summary>
internal static class JsonFile
{
    /// <summary>Writes a document to a file beside the target and moves it over the target.</summary>
    /// <param name="path">The file to write or to replace, in a folder that exists; "-" for standard output.</param>
    /// <param name="document">What is written.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="terminal">Whose standard output it is.</param>
    /// <param name="mayReplace">Whether a file that is there is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write<T>(string path, T document, JsonTypeInfo<T> type, Terminal terminal, bool mayReplace = true)
    {
        byte[] content = [.. JsonSerializer.SerializeToUtf8Bytes(document, type), (byte)'\n'];
        if (Terminal.IsOutput(path))
        {
            using Stream output = terminal.OpenOutput();
            output.Write(content);
        }
        else
        {
            OutputFiles.Write(path, content, mayReplace);
        }
    }
}
