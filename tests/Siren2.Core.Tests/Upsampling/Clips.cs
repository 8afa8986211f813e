using Siren2.Decimation;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>Clips to upsample.</summary>
internal static class Clips
{
    /// <summary>The clip of speech that comes with the samples: LJ001-0008 at 22,050 Hz, 1.8 s.</summary>
    public static AudioClip Speech { get; } = AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-22k.wav"));

    /// <summary>White noise, another in each channel.</summary>
    public static AudioClip Noise(int length, int rate = 8000, int channels = 1, float level = 0.3f) =>
        new(rate, [.. Enumerable.Range(0, channels).Select(c => Samples(length, level, c + 1))]);

    /// <summary>A clip of one channel whose samples are given by their number.</summary>
    public static AudioClip Of(int length, Func<int, float> sample, int rate = 8000) =>
        new(rate, [.. Enumerable.Range(0, length).Select(sample)]);

    public static float[] Samples(int length, float level, int seed) =>
        Array.ConvertAll(Spectral.Noise.Uniform(length, seed), sample => level * sample);

    /// <summary>The same samples times a factor.</summary>
    public static AudioClip Scaled(AudioClip clip, float factor) =>
        new(clip.SampleRate, [.. Enumerable.Range(0, clip.ChannelCount)
            .Select(c => Array.ConvertAll(clip.Channel(c).ToArray(), sample => factor * sample))]);

    /// <summary>A reference of noise at twice the rate of the clip that an ideal decimator makes of it, and that clip.</summary>
    public static (AudioClip Clip, AudioClip Reference) Pair(int length, int channels = 1, int rate = 8000)
    {
        AudioClip reference = Noise(2 * length, 2 * rate, channels);
        return (Decimated(reference, rate, length), reference);
    }

    /// <summary>The first samples of the speech, and what an ideal decimator makes of them.</summary>
    public static (AudioClip Clip, AudioClip Reference) SpeechPair(int lowRate, int lowLength)
    {
        int length = new SincResampler(lowRate, Speech.SampleRate).OutputLength(lowLength);
        var reference = new AudioClip(Speech.SampleRate, Speech.Channel(0)[..length].ToArray());
        return (Decimated(reference, lowRate, lowLength), reference);
    }

    /// <summary>What an ideal decimator makes of a clip.</summary>
    public static AudioClip Decimated(AudioClip clip, int rate, int length)
    {
        var projector = new MissingBandProjector(rate, clip.SampleRate, length);
        float[][] channels = new float[clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = new float[length];
            projector.Decimate(clip.Channel(c), channels[c]);
        }

        return new AudioClip(rate, channels);
    }
}
