using System.Numerics.Tensors;
using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Spectral;

namespace Siren2.MissingBand;

/// <summary>
/// The texture of one segment's missing band. A network makes some waveform, the wanted magnitudes shape it, and the objective compares the
/// shaped spectrum with
/// them: the network need not learn levels that are known; it finds the waveform whose shaped spectrum comes closest.
/// </summary>
/// <remarks>Not thread-safe: workspaces are kept. Nothing is allocated per evaluation.</remarks>
public sealed class SegmentTexture : IStoppableObjective, IDisposable
{
    // The power that the log-spectral distance adds before its logarithm: below it nothing is gained.
    private const float PowerFloor = 1e-8f;

    private const double EnergyWeight = 0.1;

    // Root mean square that is convenient for a network to put out.
    private const float NetworkLevel = 0.1f;

    private readonly EnvelopeShaper _shaper;
    private readonly MagnitudeProjection? _refinement;
    private readonly TextureLoss _texture;
    private readonly float[] _shaped;
    private readonly float[] _gradient;
    private OutputTerm? _extra;

    internal SegmentTexture(ReadOnlySpan<float> magnitudes, int firstBin, int length, int refinementIterations, bool keepsLevels, float scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(refinementIterations);
        Scale = scale;
        var transform = new ShortTimeFourierTransform(length, MissingBandTarget.FftSize, MissingBandTarget.Hop);
        float[] wanted = magnitudes.ToArray();
        float unit = scale > 0 ? scale : 1;
        TensorPrimitives.Divide(wanted, unit, wanted);
        float[] shape = new float[wanted.Length];
        TensorPrimitives.Divide(wanted, NetworkLevel, shape);
        _shaper = new EnvelopeShaper(transform, shape);
        _refinement = refinementIterations == 0 ? null : new MagnitudeProjection(transform, wanted, refinementIterations, keepsLevels);
        double energy = Math.Max(EnergyOf(magnitudes), double.Epsilon);
        _texture = new TextureLoss(transform, wanted, firstBin, PowerFloor / (unit * unit), EnergyWeight, energy / ((double)unit * unit));
        _shaped = new float[length];
        _gradient = new float[length];
    }

    /// <inheritdoc/>
    public int Length => _shaped.Length;

    /// <summary>Factor from the network's units to the waveform; 0 where there is nothing to be heard and no network is worth while.</summary>
    public float Scale { get; }

    /// <summary>Adds a host's loss on the whole output, baseline and texture.</summary>
    /// <param name="loss">The loss and its weight; one of weight 0 changes nothing.</param>
    /// <param name="baseline">The segment's baseline, <c>[samples]</c>; it is what the loss is given as its target.</param>
    /// <param name="context">What the loss is told; its scale is set here.</param>
    /// <exception cref="ArgumentException">The baseline has another length than the segment.</exception>
    /// <exception cref="InvalidOperationException">A loss was added before, or there is nothing to be heard.</exception>
    public void Add(WeightedLoss loss, ReadOnlySpan<float> baseline, LossContext context) => Add(loss, baseline, context, CancellationToken.None);

    /// <summary>As <see cref="Add(WeightedLoss, ReadOnlySpan{float}, LossContext)"/>; a loss that takes long to prepare looks at the token.</summary>
    internal void Add(WeightedLoss loss, ReadOnlySpan<float> baseline, LossContext context, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(context);
        if (baseline.Length != Length)
        {
            throw new ArgumentException($"The baseline has {baseline.Length} samples, the segment {Length}; they must be equal.", nameof(baseline));
        }

        if (_extra is not null || Scale <= 0)
        {
            throw new InvalidOperationException(_extra is null ? "A segment without a texture takes no loss." : "A loss was added before; a HybridLoss adds up several.");
        }

        if (loss.Weight > 0)
        {
            float[] offset = new float[baseline.Length];
            TensorPrimitives.Divide(baseline, Scale, offset);
            _extra = new OutputTerm(loss.Loss.PrepareOrThrow(offset, context with { Scale = Scale }, stop), loss.Weight, offset);
        }
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> output, Span<float> gradient) => EvaluateUntil(output, gradient, CancellationToken.None);

    /// <inheritdoc/>
    double IStoppableObjective.Evaluate(ReadOnlySpan<float> output, Span<float> gradient, CancellationToken stop) =>
        EvaluateUntil(output, gradient, stop);

    private double EvaluateUntil(ReadOnlySpan<float> output, Span<float> gradient, CancellationToken stop)
    {
        _shaper.Apply(output, _shaped);
        double value = _texture.Evaluate(_shaped, _gradient);
        value += _extra?.Evaluate(_shaped, _gradient, stop) ?? 0;
        _shaper.Apply(_gradient, gradient);
        return value;
    }

    /// <summary>
    /// Turns the output of a network into the correction that it stands for, in place, <c>[samples]</c>: shaped, refined, in the clip's own
    /// scale.
    /// </summary>
    /// <param name="output">The output.</param>
    /// <param name="cancellationToken">Ends the refinement within one iteration; what has come of it by then is the correction.</param>
    /// <returns>Whether the refinement has run to its end.</returns>
    /// <exception cref="ArgumentException">The output has another length than the segment.</exception>
    public bool Finish(Span<float> output, CancellationToken cancellationToken = default)
    {
        _shaper.Apply(output, output);
        bool isWhole = _refinement?.Apply(output, cancellationToken) ?? true;
        TensorPrimitives.Multiply(output, Scale, output);
        return isWhole;
    }

    /// <summary>Releases what a host's loss holds.</summary>
    public void Dispose() => _extra?.Dispose();

    /// <summary>Energy of a texture of such magnitudes: sum of squares of samples.</summary>
    internal static double EnergyOf(ReadOnlySpan<float> magnitudes) => MissingBandTarget.EnergyPerPower * TensorPrimitives.SumOfSquares(magnitudes);

    private sealed class OutputTerm(IPreparedLoss loss, double weight, float[] offset) : IDisposable
    {
        private readonly float[] _output = new float[offset.Length];
        private readonly float[] _gradient = new float[offset.Length];

        /// <summary>Returns the weighted loss and adds its gradient to <paramref name="gradient"/>.</summary>
        public double Evaluate(ReadOnlySpan<float> texture, Span<float> gradient, CancellationToken stop)
        {
            TensorPrimitives.Add(texture, offset, _output);
            double value = weight * loss.EvaluateUntil(_output, _gradient, stop);
            TensorPrimitives.MultiplyAdd(_gradient, (float)weight, gradient, gradient);
            return value;
        }

        public void Dispose() => (loss as IDisposable)?.Dispose();
    }
}
