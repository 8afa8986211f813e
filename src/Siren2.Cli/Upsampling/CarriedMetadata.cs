namespace Siren2.Cli.Upsampling;

/// <summary>What a clip's file carries, brought to the result.</summary>
/// <param name="Metadata">What the result's file carries.</param>
/// <param name="Note">What does not come along; null for nothing.</param>
internal sealed record CarriedMetadata(WaveMetadata Metadata, string? Note)
{
    /// <param name="clip">What the clip's file carries.</param>
    /// <param name="sampleRate">The clip's rate, in hertz.</param>
    /// <param name="targetSampleRate">The result's.</param>
    /// <param name="isFlac">Whether the result is FLAC, which takes titles and the places of speakers alone.</param>
    public static CarriedMetadata Of(WaveMetadata clip, int sampleRate, int targetSampleRate, bool isFlac)
    {
        WaveMetadata scaled = clip.AtRate(sampleRate, targetSampleRate);
        WaveChunk[] kept = [.. scaled.Chunks.Where(chunk => !isFlac || IsInfo(chunk))];
        string[] missing = [.. scaled.Missing.Concat(scaled.Chunks.Except(kept).Select(chunk => chunk.Name)).Select(id => id.Trim()).Distinct()];
        return new CarriedMetadata(
            new WaveMetadata { SpeakerMask = scaled.SpeakerMask, Chunks = kept },
            missing.Length == 0 ? null : $"not carried over to the result: {string.Join(", ", missing)}");
    }

    private static bool IsInfo(WaveChunk chunk) => chunk.Id == "LIST" && chunk.Content.Span.StartsWith("INFO"u8);
}
