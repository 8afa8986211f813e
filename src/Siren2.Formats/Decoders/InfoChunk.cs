namespace Siren2.Formats.Decoders;

/// <summary>Titles as the LIST chunk of a WAV file.</summary>
internal static class InfoChunk
{
    /// <summary>The chunk; none where every text is empty.</summary>
    /// <param name="entries">Identifier and text.</param>
    public static IReadOnlyList<WaveChunk> Of(params ReadOnlySpan<(string Id, string? Text)> entries)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write("INFO"u8);
        foreach ((string id, string? text) in entries)
        {
            if (!string.IsNullOrEmpty(text))
            {
                byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text + "\0");
                writer.Write(System.Text.Encoding.ASCII.GetBytes(id));
                writer.Write(bytes.Length);
                writer.Write(bytes);
                if ((bytes.Length & 1) != 0)
                {
                    writer.Write((byte)0);
                }
            }
        }

        return content.Length > 4 ? [new WaveChunk("LIST", content.ToArray())] : [];
    }
}
