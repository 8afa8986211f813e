namespace Siren2.Audio;

/// <summary>Writes a clip as a WAV file.</summary>
internal sealed class WaveWriter
{
    private readonly float[][] _channels;
    private readonly WaveLayout _layout;

    /// <summary>Checks that the clip can be written in that format, before anything is.</summary>
    /// <inheritdoc cref="AudioClip.Save(Stream, WaveEncoding)" path="/exception"/>
    public WaveWriter(int sampleRate, float[][] channels, WaveEncoding format)
    {
        _channels = channels;
        _layout = WavePartWriter.Layout(sampleRate, channels.Length, format);
        for (int c = 0; c < channels.Length; c++)
        {
            ThrowIfNotFinite(c, channels[c]);
        }
    }

    /// <summary>Writes the whole file at the stream's position.</summary>
    public void WriteTo(Stream stream)
    {
        var writer = new WavePartWriter(stream, _layout, _channels[0].Length);
        writer.Begin();
        writer.Write(_channels, CancellationToken.None);
        writer.End();
    }

    /// <summary>Writes the whole file at the stream's position, without a synchronous write.</summary>
    public Task WriteToAsync(Stream stream, CancellationToken cancellationToken) =>
        new WavePartWriter(stream, _layout, _channels[0].Length).WriteWholeAsync(_channels, cancellationToken);

    /// <summary>Refuses samples that are not finite.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    public static void ThrowIfNotFinite(int channel, ReadOnlySpan<float> samples)
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
