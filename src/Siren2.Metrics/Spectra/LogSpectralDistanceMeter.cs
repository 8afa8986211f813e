using System.Numerics.Tensors;

namespace Siren2.Metrics.Spectra;

/// <summary>Gathers a log-spectral distance: root mean square over bins, mean over frames.</summary>
internal sealed class LogSpectralDistanceMeter(LogSpectralDistanceOptions options) : IPowerFrameMeter
{
    private readonly double[] _reference = new double[(options.FftSize / 2) + 1 - options.FirstBin];
    private readonly double[] _estimate = new double[(options.FftSize / 2) + 1 - options.FirstBin];
    private double _sum;
    private int _frames;

    /// <summary>The distance over the frames so far.</summary>
    public double Distance => _sum / _frames;

    public void Add(ReadOnlySpan<double> reference, ReadOnlySpan<double> estimate)
    {
        ApplyFloor(reference[options.FirstBin..], _reference);
        ApplyFloor(estimate[options.FirstBin..], _estimate);

        // One logarithm instead of two: log a − log b = log(a / b).
        TensorPrimitives.Divide(_reference, _estimate, _reference);
        TensorPrimitives.Log10(_reference, _reference);
        _sum += Math.Sqrt(TensorPrimitives.SumOfSquares<double>(_reference) / _reference.Length);
        _frames++;
    }

    private void ApplyFloor(ReadOnlySpan<double> power, Span<double> floored)
    {
        if (options.FloorKind == PowerFloor.Added)
        {
            TensorPrimitives.Add(power, options.Floor, floored);
        }
        else
        {
            TensorPrimitives.Max(power, options.Floor, floored);
        }
    }
}
