using Siren2.Decoding;

namespace Siren2.Core.Tests.Decoding;

/// <summary>The rate at which latents are given is a matter of cost, not of meaning.</summary>
public class LatentRateTests
{
    private const int Length = 3500;
    private const int Channels = 5;
    private const int Hop = 16;
    private const int Frames = (Length / Hop) + 1;
    private const double Start = -0.3;

    private static readonly SirenDecoderOptions Options = new() { Width = 24, Depth = 2, UseBaseline = true, LatentDimension = Channels, Omega0 = 5 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Latents_interpolated_beforehand_give_the_same_output_and_gradients(int threads)
    {
        float[] slow = Noise(Frames * Channels, 1);
        float[] perSample = new float[Length * Channels];
        ForEachNeighbor((sample, frame, weight, channel) =>
            perSample[(sample * Channels) + channel] += (float)(weight * slow[(frame * Channels) + channel]));

        Pass expected = Run(slow, Frames, Start, 1.0 / Hop, 1);
        Pass actual = Run(perSample, Length, 0, 1, threads);

        AssertClose(expected.Output, actual.Output, 2e-5);
        AssertClose(expected.Gradients, actual.Gradients, 2e-3);
        double[] gathered = new double[slow.Length];
        ForEachNeighbor((sample, frame, weight, channel) =>
            gathered[(frame * Channels) + channel] += weight * actual.LatentGradient[(sample * Channels) + channel]);
        AssertClose(expected.LatentGradient, [.. gathered.Select(v => (float)v)], 1e-4);
    }

    [Fact]
    public void Frames_between_samples_are_skipped_and_receive_no_gradient()
    {
        const int Step = 3;
        float[] perSample = Noise(Length * Channels, 2);
        float[] fast = Noise(Step * Length * Channels, 3);
        for (int sample = 0; sample < Length; sample++)
        {
            perSample.AsSpan(sample * Channels, Channels).CopyTo(fast.AsSpan(Step * sample * Channels));
        }

        Pass expected = Run(perSample, Length, 0, 1, 1);
        Pass actual = Run(fast, Step * Length, 0, Step, 2);

        AssertClose(expected.Output, actual.Output, 2e-5);
        AssertClose(expected.Gradients, actual.Gradients, 2e-3);
        for (int frame = 0; frame < Step * Length; frame++)
        {
            ReadOnlySpan<float> gradient = actual.LatentGradient.AsSpan(frame * Channels, Channels);
            if (frame % Step != 0)
            {
                Assert.False(gradient.ContainsAnyExcept(0f));
                continue;
            }

            AssertClose(expected.LatentGradient.AsSpan(frame / Step * Channels, Channels).ToArray(), gradient.ToArray(), 1e-5);
        }
    }

    private static void ForEachNeighbor(Action<int, int, double, int> visit)
    {
        for (int sample = 0; sample < Length; sample++)
        {
            double position = Math.Clamp(Start + (sample / (double)Hop), 0, Frames - 1);
            int frame = (int)position;
            for (int channel = 0; channel < Channels; channel++)
            {
                visit(sample, frame, 1 - (position - frame), channel);
                if (frame + 1 < Frames)
                {
                    visit(sample, frame + 1, position - frame, channel);
                }
            }
        }
    }

    private static Pass Run(float[] latents, int frames, double start, double step, int threads)
    {
        using var decoder = new SirenDecoder(Options, new WinnerScale(3, 0.3), 7, threads);
        var grid = new DecoderGrid(DecoderGrid.EvenTimes(Length), Noise(Length, 4), frames, start, step);
        float[] output = new float[Length];
        decoder.Forward(grid, latents, output);

        // What was there before must not matter.
        float[] latentGradient = Noise(latents.Length, 5);
        decoder.Backward(grid, latents, Noise(Length, 6), latentGradient);
        return new Pass(output, decoder.Gradients.ToArray(), latentGradient);
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    private sealed record Pass(float[] Output, float[] Gradients, float[] LatentGradient);
}
