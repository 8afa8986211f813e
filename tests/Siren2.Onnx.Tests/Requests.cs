using System.Numerics.Tensors;
using Siren2.Baseline;
using Siren2.MissingBand;
using Siren2.Resampling;

namespace Siren2.Onnx.Tests;

/// <summary>What networks are asked for: clips of 8 kHz at 16 kHz, and a missing band of one density.</summary>
internal static class Requests
{
    public const int Rate = 16_000;
    public const double BandEdge = 4000;

    /// <summary>Natural logarithm of the density that is expected: full scale² per hertz.</summary>
    public const float Density = -18;

    /// <summary>Noise up to 3.2 kHz, at 8 kHz, of a level that rises and falls.</summary>
    public static float[] Noise(int length, int seed = 1)
    {
        var random = new Random(seed);
        float[] slow = [.. Enumerable.Range(0, (length * 4 / 5) + 1)
            .Select(n => (float)((random.NextDouble() - 0.5) * (0.2 + (0.1 * Math.Sin(n / 300.0)))))];
        return new SincResampler(6400, 8000).Resample(slow)[..length];
    }

    /// <summary>A request for clips of 8 kHz.</summary>
    public static TextureRequest Of(params float[][] clips)
    {
        AudioClip baseline = SincBaseline.Compute(new AudioClip(8000, clips), Rate);
        int frames = 1 + (baseline.Length / 128);
        float[] mean = new float[2 * frames];
        Array.Fill(mean, Density);
        return new TextureRequest
        {
            Channels = [.. Enumerable.Range(0, clips.Length).Select(c => (ReadOnlyMemory<float>)baseline.Channel(c).ToArray())],
            SampleRate = Rate,
            BandEdge = BandEdge,
            Levels = [.. clips.Select(_ => new MissingBandLevels(0.008, [BandEdge, 6000, 8000], mean, new float[mean.Length]))],
        };
    }

    /// <summary>What a network makes of a request, <c>[channels][samples]</c>, at its own levels unless otherwise said.</summary>
    public static float[][] Ask(
        SmallNetwork network, TextureRequest request, OnnxTextureOptions? options = null, OnnxLevels levels = OnnxLevels.Network)
    {
        using var texture = new OnnxTexture(network.ToBytes(), (options ?? new()) with { Levels = levels });
        return Ask(texture, request);
    }

    public static float[][] Ask(OnnxTexture texture, TextureRequest request, CancellationToken cancellationToken = default)
    {
        float[][] textures = [.. request.Channels.Select(channel => new float[channel.Length])];
        Array.ForEach(textures, samples => Array.Fill(samples, 7f));
        texture.Synthesize(request, textures, cancellationToken);
        return textures;
    }

    /// <summary>Level of a difference relative to what was expected, in dB, away from the ends.</summary>
    public static double Difference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float[] difference = new float[expected.Length];
        TensorPrimitives.Subtract(expected, actual, difference);
        return Level(difference.AsSpan()[1000..^1000]) - Level(expected[1000..^1000]);
    }

    /// <summary>Level in dB of full scale.</summary>
    public static double Level(ReadOnlySpan<float> samples) => 10 * Math.Log10((TensorPrimitives.SumOfSquares(samples) / (double)samples.Length) + 1e-30);
}
