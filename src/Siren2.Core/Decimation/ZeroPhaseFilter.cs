using MathNet.Numerics;
using Siren2.Kernels.Fft;

namespace Siren2.Decimation;

/// <summary>
/// A filter without phase and with an end: a real gain over frequency whose impulse response is cut off at a reach by Kaiser's window, which
/// smooths the gain over some <c>β/(π·reach)</c> cycles per sample on either side. Linear: before and behind a clip is silence.
/// </summary>
internal sealed class ZeroPhaseFilter
{
    // Points of the gain that is designed, in reaches: what its response has beyond wraps around onto the window's far ends.
    private const int DesignReaches = 16;

    private readonly int _reach;
    private readonly RealFft _fft;
    private readonly double[] _gains;

    /// <param name="gain">Gain at a frequency in cycles per sample, 0 to ½.</param>
    /// <param name="reach">Samples before and behind an impulse that its response lasts, at least 1.</param>
    /// <param name="beta">Shape of Kaiser's window: 8 leaves some −80 dB beside a step of the gain, 12.3 leaves −120.</param>
    public ZeroPhaseFilter(Func<double, double> gain, int reach, double beta)
    {
        _reach = reach;
        double[] response = Respond(gain, ComplexFft.FastLength(DesignReaches * reach));
        double peak = SpecialFunctions.BesselI0(beta);
        _fft = new RealFft(ComplexFft.FastLength(8 * reach));
        double[] window = new double[_fft.Length];
        for (int i = -reach; i <= reach; i++)
        {
            double u = i / (reach + 1.0);
            window[i < 0 ? _fft.Length + i : i] =
                response[Math.Abs(i)] * SpecialFunctions.BesselI0(beta * Math.Sqrt((1 - u) * (1 + u))) / peak;
        }

        // Symmetric about 0, so that the spectrum is real.
        _gains = new double[_fft.BinCount];
        _fft.Forward(window, _gains, new double[_fft.BinCount]);
    }

    /// <summary>Filters a clip; the result may be the clip itself.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="result">Receives the result, as long as the clip.</param>
    /// <param name="goOn">Called before every block; throws where the rest is not wanted. Null for nobody.</param>
    public void Apply(ReadOnlySpan<float> clip, Span<float> result, Action? goOn = null)
    {
        float[] source = clip.ToArray();
        double[] block = new double[_fft.Length];
        double[] real = new double[_gains.Length];
        double[] imaginary = new double[_gains.Length];
        int hop = _fft.Length - (2 * _reach);
        for (int start = 0; start < source.Length; start += hop)
        {
            goOn?.Invoke();
            ClipBand.Load<float>(source, (long)start - _reach, block);
            _fft.Forward(block, real, imaginary);
            for (int k = 0; k < _gains.Length; k++)
            {
                real[k] *= _gains[k];
                imaginary[k] *= _gains[k];
            }

            _fft.Inverse(real, imaginary, block);
            int count = Math.Min(hop, source.Length - start);
            for (int i = 0; i < count; i++)
            {
                result[start + i] = (float)block[_reach + i];
            }
        }
    }

    private static double[] Respond(Func<double, double> gain, int length)
    {
        var fft = new RealFft(length);
        double[] real = new double[fft.BinCount];
        for (int k = 0; k < real.Length; k++)
        {
            real[k] = gain((double)k / length);
        }

        double[] response = new double[length];
        fft.Inverse(real, new double[fft.BinCount], response);
        return response;
    }
}
