using System.Numerics.Tensors;
using Siren2.Spectral;

namespace Siren2.Losses;

/// <summary>
/// How far a texture is from wanted STFT magnitudes T, and what it costs:
/// mean over frames and missing bins of ¼(ln(|Y|² + ε) − ln(T² + ε))², plus a weight times its energy relative to the target's.
/// The energy is the waveform term of a blind fit: what is not coherent with the truth raises the squared error by just that,
/// and energy in the known band counts too, so that none is wasted there.
/// </summary>
internal sealed class TextureLoss : IPreparedLoss
{
    private readonly ShortTimeFourierTransform _transform;
    private readonly float[] _logTarget;
    private readonly float[] _real;
    private readonly float[] _imaginary;
    private readonly float[] _difference;
    private readonly float[] _power;
    private readonly int _firstBin;
    private readonly float _floor;
    private readonly double _energyScale;

    /// <summary>Prepares the loss.</summary>
    /// <param name="transform">STFT of the texture.</param>
    /// <param name="magnitudes">Wanted magnitudes, <c>[frames, bins]</c> of the transform.</param>
    /// <param name="firstBin">First bin that counts.</param>
    /// <param name="floor">ε, the power below which nothing is heard or measured, positive.</param>
    /// <param name="energyWeight">Weight of the energy term.</param>
    /// <param name="targetEnergy">Energy of a texture of those magnitudes: sum of squares of samples, positive.</param>
    public TextureLoss(
        ShortTimeFourierTransform transform, ReadOnlySpan<float> magnitudes, int firstBin, float floor, double energyWeight, double targetEnergy)
    {
        _transform = transform;
        _firstBin = firstBin;
        _floor = floor;
        _energyScale = energyWeight / targetEnergy;
        _real = new float[magnitudes.Length];
        _imaginary = new float[magnitudes.Length];
        _difference = new float[transform.Bins];
        _power = new float[transform.Bins];
        _logTarget = new float[magnitudes.Length];
        TensorPrimitives.Multiply(magnitudes, magnitudes, _logTarget);
        TensorPrimitives.Add(_logTarget, floor, _logTarget);
        TensorPrimitives.Log(_logTarget, _logTarget);
    }

    public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient)
    {
        _transform.Forward(prediction, _real, _imaginary);
        int missing = _transform.Bins - _firstBin;
        double scale = 1.0 / ((double)_transform.Frames * missing);
        double value = 0;
        for (int frame = 0; frame < _transform.Frames; frame++)
        {
            value += EvaluateFrame(frame * _transform.Bins, missing, (float)scale);
        }

        _transform.Adjoint(_real, _imaginary, gradient);
        TensorPrimitives.MultiplyAdd(prediction, (float)(2 * _energyScale), gradient, gradient);
        return (0.25 * value * scale) + (_energyScale * TensorPrimitives.SumOfSquares(prediction));
    }

    /// <summary>Turns the spectrum of a frame into the gradient with respect to it and returns the sum of squared log differences.</summary>
    private double EvaluateFrame(int start, int missing, float scale)
    {
        _real.AsSpan(start, _firstBin).Clear();
        _imaginary.AsSpan(start, _firstBin).Clear();
        Span<float> real = _real.AsSpan(start + _firstBin, missing);
        Span<float> imaginary = _imaginary.AsSpan(start + _firstBin, missing);
        Span<float> power = _power.AsSpan(0, missing);
        Span<float> difference = _difference.AsSpan(0, missing);
        TensorPrimitives.Multiply(real, real, power);
        TensorPrimitives.MultiplyAdd(imaginary, imaginary, power, power);
        TensorPrimitives.Add(power, _floor, power);
        TensorPrimitives.Log(power, difference);
        TensorPrimitives.Subtract(difference, _logTarget.AsSpan(start + _firstBin, missing), difference);
        double sum = TensorPrimitives.SumOfSquares(difference);
        TensorPrimitives.Divide(difference, power, difference);
        TensorPrimitives.Multiply(difference, scale, difference);
        TensorPrimitives.Multiply(real, difference, real);
        TensorPrimitives.Multiply(imaginary, difference, imaginary);
        return sum;
    }
}
