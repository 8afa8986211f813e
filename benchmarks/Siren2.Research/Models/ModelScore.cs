using System.Numerics.Tensors;
using Siren2.Kernels.Fft;
using Siren2.Metrics;

namespace Siren2.Research.Models;

/// <summary>How close a correction brings the baseline to the original.</summary>
/// <param name="PsnrChange">In dB against the baseline alone.</param>
/// <param name="Lsd">Log-spectral distance, Hann 2048, hop 512, whole band.</param>
/// <param name="Coherence">With what is missing: 1 the same but for a gain, 0 unrelated.</param>
/// <param name="CoherenceLow">The same in the lowest fifth of the missing band.</param>
/// <param name="Profile">Coherence between <see cref="Edges"/>, from the edge upwards.</param>
/// <param name="Fit">Gain on the correction that would leave the least error.</param>
internal sealed record ModelScore(double PsnrChange, double Lsd, double Coherence, double CoherenceLow, double[] Profile, double Fit)
{
    /// <summary>Frequencies above the edge, relative to it.</summary>
    public static readonly double[] Edges = [0, 0.025, 0.05, 0.1, 0.2, 0.4, 1];

    public static ModelScore Of(ModelClip clip, float[] correction)
    {
        double distance = TensorPrimitives.Distance<float>(clip.Residual, correction);
        float[] output = [.. clip.Baseline];
        TensorPrimitives.Add(output, correction, output);
        var spectra = new Spectra(clip.Residual, correction);
        double dot = TensorPrimitives.Dot<float>(clip.Residual, correction);
        double energy = TensorPrimitives.SumOfSquares<float>(correction);
        return new ModelScore(
            10 * Math.Log10(clip.MissingEnergy / (distance * distance)),
            SpectralMetrics.LogSpectralDistance(clip.Reference, output),
            spectra.Coherence(0, 0.5),
            spectra.Coherence(clip.BandEnd, clip.BandEnd + (0.2 * (0.5 - clip.BandEnd))),
            [.. Edges.Zip(Edges.Skip(1), (from, to) => spectra.Coherence(clip.BandEnd * (1 + from), clip.BandEnd * (1 + to)))],
            energy > 0 ? dot / energy : 0);
    }

    /// <summary>Spectra of two whole signals.</summary>
    public sealed class Spectra
    {
        private readonly double[] _cross;
        private readonly double[] _first;
        private readonly double[] _second;
        private readonly int _length;

        public Spectra(float[] first, float[] second)
        {
            var fft = new RealFft(ComplexFft.FastLength(first.Length));
            _length = fft.Length;
            (double[] re1, double[] im1) = Transform(fft, first);
            (double[] re2, double[] im2) = Transform(fft, second);
            _cross = Products(re1, re2, im1, im2);
            _first = Products(re1, re1, im1, im1);
            _second = Products(re2, re2, im2, im2);
        }

        /// <summary>Cosine of the angle between the two signals in a band, in cycles per sample.</summary>
        public double Coherence(double from, double to)
        {
            double energy = Sum(_first, from, to) * Sum(_second, from, to);
            return energy > 0 ? Sum(_cross, from, to) / Math.Sqrt(energy) : 0;
        }

        /// <summary>Gain on the second that comes closest to the first in a band.</summary>
        public double Gain(double from, double to) => Sum(_second, from, to) is > 0 and var energy ? Sum(_cross, from, to) / energy : 0;

        private static (double[] Real, double[] Imaginary) Transform(RealFft fft, float[] samples)
        {
            double[] padded = new double[fft.Length];
            TensorPrimitives.ConvertChecked(samples, padded.AsSpan(0, samples.Length));
            double[] real = new double[fft.BinCount];
            double[] imaginary = new double[fft.BinCount];
            fft.Forward(padded, real, imaginary);
            return (real, imaginary);
        }

        private static double[] Products(double[] a, double[] b, double[] c, double[] d)
        {
            double[] sum = new double[a.Length];
            TensorPrimitives.Multiply<double>(a, b, sum);
            TensorPrimitives.MultiplyAdd<double>(c, d, sum, sum);
            return sum;
        }

        private double Sum(double[] products, double from, double to)
        {
            int first = Math.Min((int)(from * _length) + 1, products.Length);
            int end = Math.Min((int)(to * _length) + 1, products.Length);
            return TensorPrimitives.Sum<double>(products.AsSpan(first, Math.Max(0, end - first)));
        }
    }
}
