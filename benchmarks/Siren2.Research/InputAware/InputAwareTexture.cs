using System.Numerics.Tensors;
using Siren2.Decoding;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Research.InputAware;

/// <summary>
/// A texture by input-aware SIREN²: a network per segment sees time, the baseline and the texture that is copied up, sample by sample, and is fitted to
/// the levels that the model expects at several resolutions in time at once. Its output is leveled as copies are.
/// </summary>
/// <param name="inputs">Of "time", "baseline" and "copy", what the network sees.</param>
/// <param name="steps">Steps of each fit.</param>
/// <param name="width">Units of the network's two layers.</param>
internal sealed class InputAwareTexture(IReadOnlyCollection<string> inputs, int steps, int width) : ITextureSource
{
    private const int SegmentLength = 8192;
    private const int Overlap = 512;

    /// <summary>Milliseconds of the resolutions' frames.</summary>
    private static readonly double[] Resolutions = [4, 8, 32];

    public string Identity => $"research.input-aware({string.Join('+', inputs)}, {steps}, {width})";

    public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken)
    {
        CopiedTexture.Default.Synthesize(request, textures, cancellationToken);
        int length = textures[0].Length;
        var plan = SegmentPlan.Create(length, SegmentLength, Overlap, Overlap);
        for (int c = 0; c < textures.Count; c++)
        {
            float[] fitted = new float[length];
            for (int s = 0; s < plan.Segments.Count; s++)
            {
                Segment segment = plan.Segments[s];
                plan.Add(s, Fit(request, c, segment, textures[c].AsSpan(segment.Start, segment.Length), cancellationToken), fitted, equalPower: true);
            }

            fitted.CopyTo(textures[c], 0);
        }

        TextureLeveling.Apply(request, textures, cancellationToken);
    }

    private float[] Fit(TextureRequest request, int channel, Segment segment, ReadOnlySpan<float> copy, CancellationToken cancellationToken)
    {
        float[] output = new float[segment.Length];
        ReadOnlySpan<float> baseline = request.Channels[channel].Span.Slice(segment.Start, segment.Length);
        float scale = 4 * RootMeanSquare(copy);
        if (scale == 0)
        {
            return output;
        }

        bool seesCopy = inputs.Contains("copy");
        float[] time = inputs.Contains("time") ? DecoderGrid.EvenTimes(segment.Length) : new float[segment.Length];
        float[] source = Scaled(baseline, 4 * Math.Max(RootMeanSquare(baseline), 1e-8f));
        float[] latents = seesCopy ? Scaled(copy, scale) : [];
        var grid = new DecoderGrid(
            time, inputs.Contains("baseline") ? source : default, latents.Length, latentStart: 0, latentStep: seesCopy ? 1 : 0);
        using var decoder = new SirenDecoder(
            new() { Width = width, Depth = 2, UseBaseline = inputs.Contains("baseline"), LatentDimension = seesCopy ? 1 : 0 },
            inputs.Contains("time") ? WinnerScale.For(Scaled(copy, scale)) : WinnerScale.None,
            unchecked(request.Seed + (31 * segment.Start) + channel));
        LevelLoss[] losses = Array.ConvertAll(Resolutions, milliseconds => new LevelLoss(
            request.Levels[channel],
            request.SampleRate,
            request.BandEdge,
            segment.Start,
            segment.Length,
            1 << (int)Math.Round(Math.Log2(milliseconds / 1000 * request.SampleRate)),
            scale));
        var problem = new Problem(decoder, grid, latents, losses, segment.Length);
        _ = new FitLoop(new() { StepCount = steps, Schedule = LearningRateSchedule.Cosine(2e-3) }).Run(problem, null, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        decoder.Forward(grid, latents, output);
        TensorPrimitives.Multiply(output, scale, output);
        return output;
    }

    private static float RootMeanSquare(ReadOnlySpan<float> samples) => MathF.Sqrt(TensorPrimitives.SumOfSquares(samples) / samples.Length);

    private static float[] Scaled(ReadOnlySpan<float> samples, float unit)
    {
        float[] scaled = new float[samples.Length];
        TensorPrimitives.Divide(samples, unit, scaled);
        return scaled;
    }

    private sealed class Problem(SirenDecoder decoder, DecoderGrid grid, float[] latents, LevelLoss[] losses, int length) : IFitProblem
    {
        private readonly float[] _output = new float[length];
        private readonly float[] _part = new float[length];
        private readonly float[] _gradient = new float[length];

        public IReadOnlyList<TrainedNetwork> Networks { get; } = [new(decoder)];

        public double ComputeGradients()
        {
            decoder.Forward(grid, latents, _output);
            Array.Clear(_gradient);
            double value = 0;
            foreach (LevelLoss loss in losses)
            {
                value += loss.Evaluate(_output, _part) / losses.Length;
                TensorPrimitives.MultiplyAdd(_part, 1f / losses.Length, _gradient, _gradient);
            }

            decoder.Backward(grid, latents, _gradient, latentGradient: default);
            return value;
        }
    }
}
