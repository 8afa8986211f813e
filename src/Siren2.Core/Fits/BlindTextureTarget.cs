using System.Numerics.Tensors;
using Siren2.Baseline;
using Siren2.Decoding;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Segments;
using Siren2.Spectral;

namespace Siren2.Fits;

/// <summary>Blind: the magnitudes that the missing band is expected to have, and the energy that it may cost.</summary>
internal sealed class BlindTextureTarget(
    FitPlan plan, BlindTarget target, float[] baseline, float[] continuation, bool keepsLevels, LossContext whole) : IChannelTarget
{
    // The power that the log-spectral distance adds before its logarithm: below it nothing is gained.
    private const float PowerFloor = 1e-8f;

    // Peak of a noise-like texture over its root mean square.
    private const double CrestFactor = 4;

    private const double EnergyWeight = 0.1;

    // −160 dB of full scale: below what any format holds.
    private const double InaudibleLevel = 1e-8;

    // Root mean square that is convenient for a network to put out.
    private const float NetworkLevel = 0.1f;

    // Parseval for a Hann window: Σ|X|² over frames and bins of both signs is FFT size · Σw²/hop times the signal's energy.
    private const double EnergyPerPower = 2.0 * BlindTarget.Hop / (BlindTarget.FftSize * (0.375 * BlindTarget.FftSize));

    /// <summary>The envelope that the texture is given, and the energy that it may cost.</summary>
    public BlindTarget Envelope => target;

    /// <summary>Extrapolates the envelope of one channel.</summary>
    /// <param name="plan">The blind plan.</param>
    /// <param name="baseline">The clip beside its baseline.</param>
    /// <param name="channel">The channel, from zero.</param>
    /// <param name="detail"><see cref="UpsamplerOptions.Detail"/>.</param>
    /// <param name="keepsLevels">Whether the refinement leaves textures at the levels that their fit has found: a host's loss has had its say in them.</param>
    /// <param name="outputStart">Where in the whole output the baseline begins.</param>
    /// <param name="goOn">Called between blocks; throws where the rest is not wanted. Null for nobody.</param>
    public static BlindTextureTarget Estimate(
        FitPlan plan, ClipBaseline baseline, int channel, double detail, bool keepsLevels, long outputStart = 0, Action? goOn = null)
    {
        float[] samples = baseline.Channels[channel];
        float[] continuation = EdgeContinuation.Estimate(samples, baseline.Band.Bandwidth / baseline.OutputRate, goOn);
        goOn?.Invoke();
        TensorPrimitives.Multiply(continuation, (float)Math.Min(1, 2 * detail), continuation);
        baseline.Project(continuation);
        goOn?.Invoke();
        double coherentEnergy = TensorPrimitives.SumOfSquares<float>(continuation);
        BlindTarget target = BlindTarget.Estimate(samples, baseline.Band.Bandwidth, baseline.OutputRate, detail, coherentEnergy, goOn);
        return new(plan, target, samples, continuation, keepsLevels, new LossContext { SampleRate = baseline.OutputRate, Channel = channel, Start = outputStart });
    }

    public float Scale(Segment segment)
    {
        double level = Math.Sqrt(Energy(segment) / segment.Length);
        return level < InaudibleLevel ? 0 : (float)(CrestFactor * level);
    }

    /// <summary>The shaped texture may be anything; the network's own is white within the missing band.</summary>
    public WinnerScale Winner(Segment segment) =>
        WinnerScale.For(0.5 * (target.FirstBin + BlindTarget.Bins) / BlindTarget.FftSize, segment.Length);

    public ISegmentProblem CreateProblem(SegmentNetwork network, Segment segment, float scale)
    {
        float[] magnitudes = Magnitudes(segment, scale);
        ShortTimeFourierTransform transform = Transform(segment);
        IPreparedLoss texture = new TextureLoss(
            transform, magnitudes, target.FirstBin, PowerFloor / (scale * scale), EnergyWeight, Energy(segment) / (scale * scale));
        var problem = new TextureProblem(network, CreateFinish(transform, magnitudes, scale), texture);
        if (plan.ExtraLoss is { Weight: > 0 } extra)
        {
            float[] offset = new float[segment.Length];
            TensorPrimitives.Divide(baseline.AsSpan(segment.Start, segment.Length), scale, offset);
            LossContext context = whole with { Scale = scale, Start = whole.Start + segment.Start };
            problem.Add(extra.Loss.Prepare(offset, context), extra.Weight, offset);
        }

        return problem;
    }

    /// <summary>What turns the output of a segment's network into a correction.</summary>
    public TextureFinish CreateFinish(Segment segment, float scale) => CreateFinish(Transform(segment), Magnitudes(segment, scale), scale);

    /// <summary>Lowers a correction that spends more than it may, and returns what it is expected to cost, in dB.</summary>
    public double KeepBudget(float[] correction)
    {
        double energy = TensorPrimitives.SumOfSquares<float>(correction);
        if (energy > target.Energy)
        {
            TensorPrimitives.Multiply(correction, (float)Math.Sqrt(target.Energy / energy), correction);
            energy = target.Energy;
        }

        return target.Cost(energy);
    }

    /// <summary>Adds what follows from the known band, phase included, and so costs nothing.</summary>
    public void AddContinuation(float[] correction) => TensorPrimitives.Add(correction, continuation, correction);

    private static ShortTimeFourierTransform Transform(Segment segment) => new(segment.Length, BlindTarget.FftSize, BlindTarget.Hop);

    private TextureFinish CreateFinish(ShortTimeFourierTransform transform, float[] magnitudes, float scale)
    {
        float[] shape = new float[magnitudes.Length];
        TensorPrimitives.Divide(magnitudes, NetworkLevel, shape);
        MagnitudeProjection? refinement = plan.RefinementIterations == 0
            ? null
            : new MagnitudeProjection(transform, magnitudes, plan.RefinementIterations, keepsLevels);
        return new TextureFinish(new EnvelopeShaper(transform, shape), refinement, scale);
    }

    private float[] Magnitudes(Segment segment, float scale)
    {
        float[] magnitudes = Magnitudes(segment).ToArray();
        TensorPrimitives.Divide(magnitudes, scale, magnitudes);
        return magnitudes;
    }

    /// <summary>Magnitudes of the frames whose centres lie in a segment, <c>[frames, bins]</c>.</summary>
    private ReadOnlySpan<float> Magnitudes(Segment segment)
    {
        int first = segment.Start / BlindTarget.Hop;
        int frames = 1 + (segment.Length / BlindTarget.Hop);
        return target.Magnitudes.Slice(first * BlindTarget.Bins, frames * BlindTarget.Bins);
    }

    private double Energy(Segment segment) =>
        EnergyPerPower * TensorPrimitives.SumOfSquares(Magnitudes(segment));
}
