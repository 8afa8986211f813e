using Siren2.Baseline;
using Siren2.Core.Tests.Upsampling;
using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

/// <summary>What copied textures are asked for: a clip of 8 kHz at 16 kHz, and a missing band of one density.</summary>
internal static class TextureRequests
{
    public const int Rate = 16_000;
    public const double BandEdge = 4000;

    /// <summary>Natural logarithm of the density that is wanted: full scale² per hertz.</summary>
    public const float Density = -18;

    /// <summary>Gaussian noise below the band edge, <c>[samples]</c>.</summary>
    public static float[] Noise(int length, int seed = 1) => Interpolated(Signals.Noise((length + 1) / 2, 0.1, seed))[..length];

    /// <summary>A clip of 8 kHz at 16 kHz.</summary>
    public static float[] Interpolated(float[] clip) => SincBaseline.Compute(new AudioClip(8000, clip), Rate).Channel(0).ToArray();

    public static MissingBandLevels Levels(int length, float density = Density) => Levels(length, _ => density);

    /// <summary>Two bands, frames of 8 ms.</summary>
    public static MissingBandLevels Levels(int length, Func<int, float> density, float smoothness = 0)
    {
        int frames = 1 + (length / 128);
        float[] mean = [.. Enumerable.Range(0, 2 * frames).Select(i => density(i / 2))];
        return new MissingBandLevels(
            0.008, [BandEdge, 6000, 8000], mean, new float[mean.Length], smoothness: [.. Enumerable.Repeat(smoothness, frames)]);
    }

    public static TextureRequest Of(params float[][] channels) => new()
    {
        Channels = [.. channels.Select(channel => (ReadOnlyMemory<float>)channel)],
        SampleRate = Rate,
        BandEdge = BandEdge,
        Levels = [.. channels.Select(channel => Levels(channel.Length))],
    };

    /// <summary>What comes of a request, <c>[channels][samples]</c>; the arrays hold garbage before.</summary>
    public static float[][] Synthesize(TextureRequest request, CancellationToken cancellationToken = default)
    {
        float[][] textures = [.. request.Channels.Select(channel => Garbage(channel.Length))];
        CopiedTexture.Default.Synthesize(request, textures, cancellationToken);
        return textures;
    }

    public static float[] Times(float[] signal, float factor) => Array.ConvertAll(signal, sample => factor * sample);

    /// <summary>Asserts that two signals differ by at most −100 dB of the first one's level.</summary>
    public static void AssertSame(float[] expected, float[] actual) =>
        Measure.AssertClose(new AudioClip(Rate, expected), new AudioClip(Rate, actual), 1e-10);

    private static float[] Garbage(int length)
    {
        float[] garbage = new float[length];
        Array.Fill(garbage, 7f);
        return garbage;
    }
}
