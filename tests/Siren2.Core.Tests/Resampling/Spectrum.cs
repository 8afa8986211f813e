using MathNet.Numerics.IntegralTransforms;

namespace Siren2.Core.Tests.Resampling;

/// <summary>Amplitude spectra through a Blackman–Harris-like window whose side lobes lie below −180 dB.</summary>
internal static class Spectrum
{
    /// <summary>Bins on either side of a tone that the window's main lobe covers.</summary>
    public const int MainLobe = 16;

    /// <summary>
    /// Amplitude of a sine at each bin, k·rate/length Hz, k = 0…length/2. The window is Kaiser's with β = 25.
    /// </summary>
    public static double[] Amplitudes(ReadOnlySpan<float> samples)
    {
        const double Beta = 25;
        int n = samples.Length;
        var real = new double[n];
        var imaginary = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double u = ((2.0 * i) + 1 - n) / n;
            double window = MathNet.Numerics.SpecialFunctions.BesselI0(Beta * Math.Sqrt(1 - (u * u)));
            sum += window;
            real[i] = samples[i] * window;
        }

        Fourier.Forward(real, imaginary, FourierOptions.AsymmetricScaling);
        var amplitudes = new double[(n / 2) + 1];
        for (int k = 0; k < amplitudes.Length; k++)
        {
            amplitudes[k] = 2 / sum * Math.Sqrt((real[k] * real[k]) + (imaginary[k] * imaginary[k]));
        }

        return amplitudes;
    }

    public static double Decibels(double ratio) => 20 * Math.Log10(ratio);

    /// <summary>A sine of amplitude 1 at a fraction of the Nyquist frequency.</summary>
    public static float[] Tone(double fractionOfNyquist, int length, double phase = 0.3)
    {
        var tone = new float[length];
        for (int i = 0; i < length; i++)
        {
            tone[i] = (float)Math.Sin((Math.PI * fractionOfNyquist * i) + phase);
        }

        return tone;
    }

    public static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        var noise = new float[length];
        for (int i = 0; i < length; i++)
        {
            noise[i] = (float)((2 * random.NextDouble()) - 1);
        }

        return noise;
    }

    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    /// <summary>|a − b| / |b| in dB, the norms being Euclidean.</summary>
    public static double RelativeError(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        }

        return Decibels(Math.Sqrt(sum / Dot(b, b)));
    }
}
