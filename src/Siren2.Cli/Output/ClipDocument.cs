namespace Siren2.Cli.Output;

/// <summary>The format of a clip, in JSON.</summary>
/// <param name="SampleRate">In hertz.</param>
/// <param name="Channels">Number of channels.</param>
/// <param name="Samples">Samples per channel.</param>
/// <param name="Seconds">Length in seconds.</param>
internal sealed record ClipDocument(int SampleRate, int Channels, long Samples, double Seconds)
{
    public static ClipDocument Of(IAudioSource clip) => Of(clip.SampleRate, clip.ChannelCount, clip.Length);

    public static ClipDocument Of(int sampleRate, int channels, long samples) =>
        new(sampleRate, channels, samples, TimeSpan.FromSeconds((double)samples / sampleRate).TotalSeconds);
}
