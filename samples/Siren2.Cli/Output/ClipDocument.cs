namespace Siren2.Cli.Output;

/// <summary>The format of a clip, in JSON.</summary>
/// <param name="SampleRate">In hertz.</param>
/// <param name="Channels">Number of channels.</param>
/// <param name="Samples">Samples per channel.</param>
/// <param name="Seconds">Length in seconds.</param>
internal sealed record ClipDocument(int SampleRate, int Channels, int Samples, double Seconds)
{
    public static ClipDocument Of(AudioClip clip) => new(clip.SampleRate, clip.ChannelCount, clip.Length, clip.Duration.TotalSeconds);
}
