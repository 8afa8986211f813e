namespace Siren2.Audio;

/// <summary>Writes a clip as a WAV file.</summary>
internal sealed class WaveWriter
{
    private readonly AudioClip _clip;
    private readonly WaveLayout _layout;

    /// <summary>Checks that the clip can be written in that format, before anything is.</summary>
    /// <inheritdoc cref="AudioClip.Save(Stream, WaveFormat)" path="/exception"/>
    public WaveWriter(AudioClip clip, WaveFormat format)
    {
        _clip = clip;
        _layout = WavePartWriter.Layout(clip.SampleRate, clip.ChannelCount, format);
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            ThrowIfNotFinite(c, clip.Channel(c));
        }
    }

    /// <summary>Writes the whole file at the stream's position.</summary>
    public void WriteTo(Stream stream)
    {
        var writer = new WavePartWriter(stream, _layout, _clip.Length);
        writer.Begin();
        writer.Write(_clip, CancellationToken.None);
        writer.End();
    }

    /// <summary>Writes the whole file at the stream's position, without a synchronous write.</summary>
    public Task WriteToAsync(Stream stream, CancellationToken cancellationToken) =>
        new WavePartWriter(stream, _layout, _clip.Length).WriteWholeAsync(_clip, cancellationToken);

    private static void ThrowIfNotFinite(int channel, ReadOnlySpan<float> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (!float.IsFinite(samples[i]))
            {
                throw new InvalidOperationException(
                    $"Sample {i} of channel {channel} is {samples[i]}; only finite samples are saved.");
            }
        }
    }
}
