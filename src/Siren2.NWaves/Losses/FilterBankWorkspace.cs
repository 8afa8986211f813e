using System.Numerics.Tensors;
using Siren2.Losses;
using Siren2.Spectral;

namespace Siren2.NWaves.Losses;

/// <summary>
/// The distance of levels in bands of waveforms of one length from a target's that is set first; see <see cref="FilterBankLoss"/> for the
/// formulae. Not thread-safe.
/// </summary>
internal sealed class FilterBankWorkspace : IPreparedLoss
{
    private readonly FilterBank _bank;
    private readonly bool _isSquared;
    private readonly float _floor;
    private readonly double _windowPower;
    private readonly ShortTimeFourierTransform _transform;
    private readonly float[] _real;
    private readonly float[] _imaginary;
    private readonly float[] _power;
    private readonly float[] _target;
    private readonly float[] _levels;
    private readonly float[] _differences;
    private float _powerScale;

    public FilterBankWorkspace(FilterBankLossOptions options, FilterBank bank, int length)
    {
        _bank = bank;
        _isSquared = options.Distance == FilterBankDistance.Squared;
        _floor = (float)options.Floor;

        // A periodic Hann window adds up to half of its length.
        _windowPower = 0.25 * options.FftSize * options.FftSize;
        _transform = new ShortTimeFourierTransform(length, options.FftSize, options.Hop);
        _real = new float[_transform.Frames * _transform.Bins];
        _imaginary = new float[_real.Length];
        _power = new float[_transform.Bins];
        _target = new float[_transform.Frames * bank.Count];
        _levels = new float[bank.Count];
        _differences = new float[bank.Count];
    }

    public int Length => _transform.SignalLength;

    public int SampleRate => _bank.SampleRate;

    /// <summary>Takes the target of the evaluations that follow; nothing of it is kept but its levels.</summary>
    /// <param name="target">The target, <c>[samples]</c>.</param>
    /// <param name="scale">Factor to the clip's own samples.</param>
    public void SetTarget(ReadOnlySpan<float> target, double scale)
    {
        _powerScale = (float)(scale * scale / _windowPower);
        _transform.Forward(target, _real, _imaginary);
        for (int frame = 0; frame < _transform.Frames; frame++)
        {
            Measure(frame);
            TensorPrimitives.Log(_levels, _target.AsSpan(frame * _bank.Count, _bank.Count));
        }
    }

    public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient)
    {
        _transform.Forward(prediction, _real, _imaginary);
        double value = 0;
        for (int frame = 0; frame < _transform.Frames; frame++)
        {
            value += EvaluateFrame(frame);
        }

        _transform.Adjoint(_real, _imaginary, gradient);
        return value / _target.Length;
    }

    /// <summary>Turns the spectrum of a frame into the gradient with respect to it, and returns the sum of the distances in its bands.</summary>
    private double EvaluateFrame(int frame)
    {
        Measure(frame);
        TensorPrimitives.Log(_levels, _differences);
        TensorPrimitives.Subtract(_differences, _target.AsSpan(frame * _bank.Count, _bank.Count), _differences);
        double sum = _isSquared ? TensorPrimitives.SumOfSquares<float>(_differences) : TensorPrimitives.SumOfMagnitudes<float>(_differences);
        for (int m = 0; m < _differences.Length && !_isSquared; m++)
        {
            _differences[m] = 0.5f * MathF.Sign(_differences[m]);
        }

        // Both are half of the distance's slope over ln E; the other half and that of |X|² are a factor of 4.
        TensorPrimitives.Divide(_differences, _levels, _differences);
        TensorPrimitives.Multiply(_differences, (float)(4.0 * _powerScale / _target.Length), _differences);
        _bank.Adjoint(_differences, _power);
        Span<float> real = _real.AsSpan(frame * _power.Length, _power.Length);
        Span<float> imaginary = _imaginary.AsSpan(frame * _power.Length, _power.Length);
        TensorPrimitives.Multiply(real, _power, real);
        TensorPrimitives.Multiply(imaginary, _power, imaginary);
        return sum;
    }

    /// <summary>Levels of the bands in a frame, floor included.</summary>
    private void Measure(int frame)
    {
        ReadOnlySpan<float> real = _real.AsSpan(frame * _power.Length, _power.Length);
        ReadOnlySpan<float> imaginary = _imaginary.AsSpan(frame * _power.Length, _power.Length);
        TensorPrimitives.Multiply(real, real, _power);
        TensorPrimitives.MultiplyAdd(imaginary, imaginary, _power, _power);
        TensorPrimitives.Multiply(_power, _powerScale, _power);
        _bank.Apply(_power, _levels);
        TensorPrimitives.Add(_levels, _floor, _levels);
    }
}
