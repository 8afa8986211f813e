using System.Buffers;
using MathNet.Numerics;
using Siren2.Kernels.Fft;
using Siren2.Resampling;

namespace Siren2.Decimation;

/// <summary>
/// The band that both rates share, on a circle of whole periods: a decimator D that keeps it and the transpose of D, by which
/// it is interpolated. Both are products of one real gain G in the frequency domain and the folding or tiling that changing the
/// rate is.
/// </summary>
/// <remarks>
/// Let C_i and C_o be the lengths of the circle in input and output samples, f = k/C_i the frequency of bin k in cycles per input sample and W the
/// width of the transition. <c>G = cos(π/2·ν((f − ½)/W + ½))</c> with ν a smooth step, ν(u) + ν(1 − u) = 1: Meyer's scaling function. What folds at
/// ½ then adds in power, <c>G(f)² + G(1 − f)² = 1</c>, so that <c>C_o/C_i·D·Dᵀ = I</c> exactly, while the impulse response dies out instead of
/// falling as 1/t. With ν the incomplete beta function I_u(8, 8), it holds less than −140 dB of its energy beyond 10/W input samples (evaluated
/// numerically).
/// </remarks>
internal sealed class CircularBand
{
    /// <summary>W times the number of input samples beyond which the impulse response is negligible.</summary>
    public const double DecayProduct = 10;

    /// <summary>Both parameters of the incomplete beta function ν.</summary>
    public const double Smoothness = 8;

    private readonly RealFft _inputFft;
    private readonly RealFft _outputFft;
    private readonly double[] _gains;

    /// <param name="ratio">Ratio of the rates, above 1.</param>
    /// <param name="periods">Circumference in periods of L output and M input samples.</param>
    /// <param name="transition">W in cycles per input sample, above 0, to less than L/M − 1.</param>
    public CircularBand(RateRatio ratio, int periods, double transition)
    {
        InputLength = checked(periods * ratio.Down);
        OutputLength = checked(periods * ratio.Up);
        _inputFft = new RealFft(InputLength);
        _outputFft = new RealFft(OutputLength);
        _gains = new double[(int)Math.Floor((1 + transition) * InputLength / 2) + 1];
        for (int k = 0; k < _gains.Length; k++)
        {
            double u = ((((double)k / InputLength) - 0.5) / transition) + 0.5;
            _gains[k] = u <= 0 ? 1 : Math.Cos(Math.PI / 2 * SpecialFunctions.BetaRegularized(Smoothness, Smoothness, Math.Min(u, 1)));
        }
    }

    /// <summary>C_i.</summary>
    public int InputLength { get; }

    /// <summary>C_o.</summary>
    public int OutputLength { get; }

    /// <summary>D.</summary>
    /// <param name="output">A circle at the output rate, <c>[OutputLength]</c>.</param>
    /// <param name="input">Receives the circle at the input rate, <c>[InputLength]</c>.</param>
    public void Decimate(ReadOnlySpan<double> output, Span<double> input)
    {
        using var high = new Bins(_outputFft.BinCount);
        using var low = new Bins(_inputFft.BinCount);
        _outputFft.Forward(output, high.Real, high.Imaginary);
        low.Clear();
        double scale = (double)InputLength / OutputLength;
        for (int k = 0; k < _gains.Length; k++)
        {
            double real = scale * _gains[k] * high.Real[k];
            double imaginary = scale * _gains[k] * high.Imaginary[k];
            if (2L * k <= InputLength)
            {
                low.Real[k] += real;
                low.Imaginary[k] += imaginary;
            }

            if (2L * k >= InputLength)
            {
                low.Real[InputLength - k] += real;
                low.Imaginary[InputLength - k] -= imaginary;
            }
        }

        _inputFft.Inverse(low.Real, low.Imaginary, input);
    }

    /// <summary>C_o/C_i·Dᵀ.</summary>
    /// <param name="input">A circle at the input rate, <c>[InputLength]</c>.</param>
    /// <param name="output">Receives the circle at the output rate, <c>[OutputLength]</c>.</param>
    public void Interpolate(ReadOnlySpan<double> input, Span<double> output)
    {
        using var low = new Bins(_inputFft.BinCount);
        using var high = new Bins(_outputFft.BinCount);
        _inputFft.Forward(input, low.Real, low.Imaginary);
        high.Clear();
        double scale = (double)OutputLength / InputLength;
        for (int k = 0; k < _gains.Length; k++)
        {
            bool folded = 2L * k > InputLength;
            int bin = folded ? InputLength - k : k;
            high.Real[k] = scale * _gains[k] * low.Real[bin];
            high.Imaginary[k] = scale * _gains[k] * (folded ? -low.Imaginary[bin] : low.Imaginary[bin]);
        }

        _outputFft.Inverse(high.Real, high.Imaginary, output);
    }

    /// <summary>A rented spectrum.</summary>
    private readonly struct Bins(int count) : IDisposable
    {
        private readonly double[] _storage = ArrayPool<double>.Shared.Rent(2 * count);

        public Span<double> Real => _storage.AsSpan(0, count);

        public Span<double> Imaginary => _storage.AsSpan(count, count);

        public void Clear() => _storage.AsSpan(0, 2 * count).Clear();

        public void Dispose() => ArrayPool<double>.Shared.Return(_storage);
    }
}
