using System.Numerics.Tensors;
using Siren2.Kernels.Fft;
using Siren2.MissingBand;

namespace Siren2.Research.Models;

/// <summary>Estimates of the missing waveform itself: what wave-shapers make of the known band, and its continuation.</summary>
internal static class CoherentModels
{
    /// <summary>Where gains change, relative to the edge and above it.</summary>
    private static readonly double[] Bands = [0, 0.1, 0.3, 20];

    /// <summary>|b|: even harmonics.</summary>
    public static float[] Rectified(ModelClip clip) => Shape(clip, (sample, _) => Math.Abs(sample));

    /// <summary>b², at the level of b.</summary>
    public static float[] Squared(ModelClip clip) => Shape(clip, (sample, level) => sample * sample / level);

    /// <summary>b³, at the level of b: odd harmonics.</summary>
    public static float[] Cubed(ModelClip clip) => Shape(clip, (sample, level) => sample * sample * sample / (level * level));

    /// <summary>The upper half of the known band moved up by its width.</summary>
    public static float[] Translated(ModelClip clip) => clip.Project(Filter(clip.Baseline, clip.BandEnd, translate: true));

    /// <summary>The shipped continuation.</summary>
    public static float[] Continued(ModelClip clip) => clip.Project(EdgeContinuation.Estimate(clip.Baseline, clip.BandEnd));

    /// <summary>An estimate times the gains that were best where the known band plays the missing one.</summary>
    public static float[] Gated(ModelClip clip, Func<ModelClip, float[]> estimate)
    {
        ModelClip lower = clip.Lower();
        return Scale(clip, estimate(clip), new ModelScore.Spectra(lower.Residual, estimate(lower)), lower.BandEnd);
    }

    /// <summary>Oracle: an estimate times the best gain of each band.</summary>
    public static float[] TrueGain(ModelClip clip, Func<ModelClip, float[]> estimate)
    {
        float[] shaped = estimate(clip);
        return Scale(clip, shaped, new ModelScore.Spectra(clip.Residual, shaped), clip.BandEnd);
    }

    private static float[] Scale(ModelClip clip, float[] shaped, ModelScore.Spectra spectra, double bandEnd)
    {
        double[] gains = [.. Bands.Zip(Bands.Skip(1), (from, to) => spectra.Gain(bandEnd * (1 + from), bandEnd * (1 + to)))];
        return clip.Project(Filter(shaped, clip.BandEnd, translate: false, gains));
    }

    private static float[] Shape(ModelClip clip, Func<double, double, double> shaper)
    {
        double level = Math.Sqrt(TensorPrimitives.SumOfSquares<float>(clip.Baseline) / clip.Baseline.Length) + 1e-9;
        return clip.Project(Array.ConvertAll(clip.Baseline, sample => (float)shaper(sample, level)));
    }

    private static float[] Filter(float[] samples, double bandEnd, bool translate, double[]? gains = null)
    {
        var fft = new RealFft(ComplexFft.FastLength(samples.Length));
        double[] padded = new double[fft.Length];
        TensorPrimitives.ConvertChecked(samples, padded.AsSpan(0, samples.Length));
        double[] real = new double[fft.BinCount];
        double[] imaginary = new double[fft.BinCount];
        fft.Forward(padded, real, imaginary);
        double edge = bandEnd * fft.Length;
        if (translate)
        {
            int shift = (int)(0.5 * edge);
            (double[] re, double[] im) = ([.. real], [.. imaginary]);
            for (int k = fft.BinCount - 1; k >= 0; k--)
            {
                bool known = k - shift >= shift && k - shift < edge;
                real[k] = known ? re[k - shift] : 0;
                imaginary[k] = known ? im[k - shift] : 0;
            }
        }

        for (int k = 0; gains is not null && k < fft.BinCount; k++)
        {
            double above = (k / edge) - 1;
            double gain = above < 0 ? 0 : gains[Array.FindLastIndex(Bands, Bands.Length - 2, band => band <= above)];
            real[k] *= gain;
            imaginary[k] *= gain;
        }

        fft.Inverse(real, imaginary, padded);
        return Array.ConvertAll(padded[..samples.Length], sample => (float)sample);
    }
}
