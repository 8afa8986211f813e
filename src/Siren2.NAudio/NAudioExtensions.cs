using NAudio.Wave;
using Siren2.NAudio.Sources;

namespace Siren2.NAudio;

/// <summary>Clips and other sources, on their way to NAudio.</summary>
/// <example>
/// <code>
/// WaveFileWriter.CreateWaveFile16("clip.wav", clip.AsSampleProvider());
/// </code>
/// </example>
public static class NAudioExtensions
{
    /// <summary>The source as a sample provider that can seek.</summary>
    /// <param name="source">A result, <see cref="UpsampleResult.Audio"/> for instance, or any other source; it stays its owner's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentException">There are more channels than a format of NAudio can name, 8,191.</exception>
    public static AudioSourceSampleProvider AsSampleProvider(this IAudioSource source) => new(source);

    /// <summary>The source as a stream of 32-bit floats, with length and position in bytes.</summary>
    /// <inheritdoc cref="AsSampleProvider" path="/param|/exception"/>
    public static WaveStream AsWaveStream(this IAudioSource source)
    {
        var samples = new AudioSourceSampleProvider(source);
        return new SampleWaveStream(samples, () => samples.Position, position => samples.Position = position, samples.Length, owned: null);
    }
}
