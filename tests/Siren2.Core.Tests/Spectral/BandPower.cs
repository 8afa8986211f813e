using Siren2.Kernels.Fft;

namespace Siren2.Core.Tests.Spectral;

/// <summary>Power of a stretch of a signal between two frequencies, seen through a Hann window as long as the stretch.</summary>
internal static class BandPower
{
    /// <summary>One-sided density of power in every bin, square units per hertz, <c>[size/2 + 1]</c>.</summary>
    public static double[] Density(ReadOnlySpan<float> signal, int sampleRate, int start, int size)
    {
        var fft = new RealFft(size);
        double[] samples = new double[size];
        for (int n = 0; n < size; n++)
        {
            samples[n] = (0.5 - (0.5 * Math.Cos(2 * Math.PI * n / size))) * signal[start + n];
        }

        double[] real = new double[fft.BinCount];
        double[] imaginary = new double[fft.BinCount];
        fft.Forward(samples, real, imaginary);
        double unit = 2 / (0.375 * size * sampleRate);
        return [.. real.Zip(imaginary, (re, im) => unit * ((re * re) + (im * im)))];
    }

    /// <summary>Mean square between two frequencies in hertz.</summary>
    public static double Of(ReadOnlySpan<float> signal, int sampleRate, int start, int size, double low, double high)
    {
        double binWidth = (double)sampleRate / size;
        return Density(signal, sampleRate, start, size).Select((density, k) => (density, Frequency: k * binWidth))
            .Where(bin => bin.Frequency >= low && bin.Frequency < high).Sum(bin => bin.density * binWidth);
    }

    /// <summary>The same over a whole signal, in windows of 1024 samples half as far apart.</summary>
    public static double Mean(ReadOnlySpan<float> signal, int sampleRate, double low, double high)
    {
        const int size = 1024;
        double sum = 0;
        int count = 0;
        for (int start = 0; start + size <= signal.Length; start += size / 2)
        {
            sum += Of(signal, sampleRate, start, size, low, high);
            count++;
        }

        return sum / count;
    }

    /// <summary>A ratio of powers in decibels; of nothing −300.</summary>
    public static double Decibels(double power) => 10 * Math.Log10(Math.Max(power, 1e-30));
}
