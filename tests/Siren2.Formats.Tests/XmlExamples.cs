namespace Siren2.Formats.Tests;

/// <summary>The examples of the XML documentation, compiled.</summary>
internal static class XmlExamples
{
    public static UpsampleReport Any()
    {
        using AudioFileSource source = AudioFileSource.Open("speech.flac");
        Console.WriteLine($"{source.Format} by {source.Decoder}: {string.Join(", ", source.Remarks)}");
        UpsampleReport report = new Upsampler().FitAndWrite(source, 48_000, "speech-48k.wav");
        return report;
    }

    public static AudioClip Managed(Stream upload, CancellationToken cancellationToken)
    {
        // A stranger's bytes: by managed decoders alone.
        using AudioFileSource source = AudioFileSource.Open(upload, ffmpeg: null, cancellationToken);
        AudioClip firstSecond = source.Read(0, (int)Math.Min(source.Length, source.SampleRate));
        return firstSecond;
    }

    public static void Flac(AudioClip clip)
    {
        FFmpegProgram.Find()?.WriteFlac("clip.flac", stream => clip.Save(stream));
    }
}
