using System.Numerics.Tensors;
using MathNet.Numerics;

namespace Siren2.Metrics.AddedBands;

/// <summary>
/// Zero-phase high-pass that leaves what lies above the known band: a Kaiser-windowed sinc, 100 dB down at 1.05 of the input's Nyquist frequency
/// (where the library's own decimator ends). A steep edge rings, which would blur onsets, so the transition is a fifth of that frequency, at
/// least 800 Hz; edge and transition together take at most half of the missing band.
/// </summary>
internal sealed class AddedBandFilter
{
    /// <summary>Mean square below which a band holds nothing: −100 dB, about what rounding to 16 bits leaves.</summary>
    public const double EmptyPower = 1e-10;

    private const double RejectionInDecibels = 100;
    private const double NarrowestShare = 0.01;

    private readonly float[] _taps;

    private AddedBandFilter(float[] taps) => _taps = taps;

    /// <summary>Designs the filter; null where the missing band is too narrow for one.</summary>
    public static AddedBandFilter? Create(int sampleRate, int inputRate)
    {
        double edge = inputRate / 2.0;
        double missing = (sampleRate - inputRate) / 2.0;
        if (missing < NarrowestShare * sampleRate / 2)
        {
            return null;
        }

        double width = Math.Min(Math.Max(0.2 * edge, 800), missing / 4);
        double center = edge + Math.Min(0.05 * edge, missing / 4) + (width / 2);

        // Kaiser's estimate of the length, (A − 7.95) / (14.36 Δf).
        int half = (int)Math.Ceiling((RejectionInDecibels - 7.95) / (14.36 * width / sampleRate) / 2);
        return new AddedBandFilter(Taps(half, center / sampleRate));
    }

    /// <summary>
    /// The band, without the half filter at either end that would need samples from beyond the signal; empty where that is all of it.
    /// </summary>
    public float[] Apply(ReadOnlySpan<float> samples)
    {
        var band = new float[Math.Max(0, samples.Length - _taps.Length + 1)];
        for (int i = 0; i < band.Length; i++)
        {
            band[i] = TensorPrimitives.Dot(samples.Slice(i, _taps.Length), _taps);
        }

        return band;
    }

    private static float[] Taps(int half, double cutoff)
    {
        double beta = 0.1102 * (RejectionInDecibels - 8.7);
        var lowPass = new double[(2 * half) + 1];
        for (int i = 0; i <= half; i++)
        {
            double fraction = (double)i / half;
            double phase = 2 * Math.PI * cutoff * i;
            double kaiser = SpecialFunctions.BesselI0(beta * Math.Sqrt(1 - (fraction * fraction)));
            lowPass[half - i] = lowPass[half + i] = kaiser * (i == 0 ? 1 : Math.Sin(phase) / phase);
        }

        double sum = TensorPrimitives.Sum<double>(lowPass);
        return [.. lowPass.Select((tap, i) => (float)((i == half ? 1 : 0) - (tap / sum)))];
    }
}
