using System.Numerics;
using System.Numerics.Tensors;
using MathNet.Numerics;

namespace Siren2.Metrics.SpeechBands;

/// <summary>
/// The resampler that pystoi uses, after GNU Octave's <c>resample</c>: a Kaiser-windowed sinc with 60 dB of rejection, cut
/// off at the lower of the two Nyquist frequencies, without delay, zeros beyond the ends. A better filter would not do here:
/// the scores are to agree.
/// </summary>
internal sealed class SpeechResampler
{
    private const double RejectionInDecibels = 60;

    // The filter grows with the reduced ratio, to millions of taps at a prime rate. Above 50 kHz rates count as multiples
    // of 25 Hz, which all usual ones are: for others one part in 4000, the same for both signals, moves no band.
    private const int ExactRateLimit = 50_000;
    private const int RateStep = 25;

    private readonly int _up;
    private readonly int _down;
    private readonly int _halfLength;
    private readonly int _tapCount;
    private readonly double[] _phases;

    /// <summary>Designs the filter for a pair of rates in hertz.</summary>
    public SpeechResampler(int sampleRate, int targetRate)
    {
        if (sampleRate > ExactRateLimit)
        {
            sampleRate = (sampleRate + (RateStep / 2)) / RateStep * RateStep;
        }

        int divisor = (int)BigInteger.GreatestCommonDivisor(sampleRate, targetRate);
        _up = targetRate / divisor;
        _down = sampleRate / divisor;
        if (_up == _down)
        {
            (_tapCount, _phases) = (1, [1]);
            return;
        }

        double cutoff = 1.0 / (2 * Math.Max(_up, _down));
        _halfLength = HalfLength(cutoff);
        _tapCount = (2 * _halfLength / _up) + 1;
        _phases = Phases(Taps(_halfLength, cutoff, _up), _up, _tapCount);
    }

    /// <summary>Resamples a signal to <c>ceil(samples · targetRate / sampleRate)</c> samples.</summary>
    public double[] Resample(ReadOnlySpan<float> samples)
    {
        var padded = new double[samples.Length + (2 * _tapCount)];
        TensorPrimitives.ConvertTruncating(samples, padded.AsSpan(_tapCount));
        var output = new double[checked((int)((((long)samples.Length * _up) + _down - 1) / _down))];
        for (int m = 0; m < output.Length; m++)
        {
            // In upsampled time the filter's last tap lies at this position: it ends on input sample position / up.
            long position = ((long)m * _down) + _halfLength;
            int last = (int)(position / _up);
            ReadOnlySpan<double> phase = _phases.AsSpan((int)(position % _up) * _tapCount, _tapCount);
            output[m] = TensorPrimitives.Dot(phase, padded.AsSpan(last + 1, _tapCount));
        }

        return output;
    }

    // Kaiser's estimate (A − 8) / (28.714 Δf) with a transition of a tenth of the cut-off frequency.
    private static int HalfLength(double cutoff) => (int)Math.Ceiling((RejectionInDecibels - 8) / (28.714 * cutoff / 10));

    private static double[] Taps(int half, double cutoff, int up)
    {
        double beta = 0.1102 * (RejectionInDecibels - 8.7);
        double atCenter = SpecialFunctions.BesselI0(beta);
        var taps = new double[(2 * half) + 1];
        for (int i = 0; i <= half; i++)
        {
            double fraction = (double)i / half;
            double kaiser = SpecialFunctions.BesselI0(beta * Math.Sqrt(1 - (fraction * fraction))) / atCenter;
            double phase = 2 * Math.PI * cutoff * i;
            taps[half - i] = taps[half + i] = kaiser * (i == 0 ? 1 : Math.Sin(phase) / phase);
        }

        // Unit gain at 0 Hz after the zeros that upsampling inserts.
        TensorPrimitives.Multiply(taps, up / TensorPrimitives.Sum<double>(taps), taps);
        return taps;
    }

    // [up, tapCount], each phase in the order of the input samples that it meets.
    private static double[] Phases(double[] taps, int up, int tapCount)
    {
        var phases = new double[up * tapCount];
        for (int i = 0; i < taps.Length; i++)
        {
            phases[(i % up * tapCount) + tapCount - 1 - (i / up)] = taps[i];
        }

        return phases;
    }
}
