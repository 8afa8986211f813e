using System.Numerics.Tensors;
using Siren2.Kernels.Simd;

namespace Siren2.Losses;

/// <summary>
/// The multi-resolution STFT loss of waveforms of one length against a target that is set first; see
/// <see cref="MultiResolutionStftLoss"/> for the formulae. Not thread-safe.
/// </summary>
internal sealed class MultiResolutionWorkspace : IStoppablePreparedLoss
{
    private readonly StftDistance[] _distances;
    private readonly float[] _part;

    public MultiResolutionWorkspace(ReadOnlySpan<StftResolution> resolutions, int length, SimdWidth width)
    {
        Length = length;
        _part = new float[length];
        _distances = new StftDistance[resolutions.Length];
        for (int i = 0; i < resolutions.Length; i++)
        {
            _distances[i] = new StftDistance(resolutions[i], length, width);
        }
    }

    /// <summary>Samples of prediction and target.</summary>
    public int Length { get; }

    /// <summary>The distance at each resolution, whose terms are those of the last evaluation.</summary>
    public ReadOnlySpan<StftDistance> Distances => _distances;

    /// <summary>Takes the target of the evaluations that follow; nothing of it is kept but its magnitudes.</summary>
    public void SetTarget(ReadOnlySpan<float> target, CancellationToken stop = default)
    {
        foreach (StftDistance distance in _distances)
        {
            distance.SetTarget(target, stop);
        }
    }

    public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient) => Evaluate(prediction, gradient, CancellationToken.None);

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient, CancellationToken stop)
    {
        double value = 0;
        gradient.Clear();
        foreach (StftDistance distance in _distances)
        {
            value += distance.Evaluate(prediction, 1.0 / _distances.Length, _part, stop);
            TensorPrimitives.Add(gradient, _part, gradient);
        }

        return value / _distances.Length;
    }
}
