using Siren2.Kernels.Fft;

namespace Siren2.Resampling;

/// <summary>
/// Changes the number of samples in the frequency domain: the whole clip counts as one period of a periodic signal, whose
/// spectrum is cut off or padded with zeros. The same definition as scipy.signal.resample.
/// </summary>
/// <remarks>
/// Exact for periodic signals below both Nyquist frequencies. Elsewhere the end of the clip rings into its beginning, and the
/// length is rounded by the caller: <see cref="SincResampler"/> has neither fault.
/// </remarks>
/// <example>
/// <code>
/// float[] twiceAsMany = FourierResampler.Resample(samples, outputLength: 2 * samples.Length);
/// </code>
/// </example>
public static class FourierResampler
{
    /// <summary>A prime length takes a transform of twice as many samples at least, real and imaginary parts in one array.</summary>
    private const int MaximumLength = 1 << 29;

    /// <summary>Resamples a whole signal to a given length.</summary>
    /// <param name="input">From one sample to 2²⁹, <c>[samples]</c>.</param>
    /// <param name="outputLength">Number of samples wanted, from 1 to 2²⁹.</param>
    /// <returns>The same stretch of time in <paramref name="outputLength"/> samples; output 0 at the time of input 0.</returns>
    /// <exception cref="ArgumentException"><paramref name="input"/> is empty, or longer than 2²⁹ samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outputLength"/> is out of range.</exception>
    public static float[] Resample(ReadOnlySpan<float> input, int outputLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputLength, MaximumLength);
        if (input.IsEmpty)
        {
            throw new ArgumentException("There is no sample to resample.", nameof(input));
        }

        if (input.Length > MaximumLength)
        {
            throw new ArgumentException($"There are {input.Length} samples; at most {MaximumLength} can be resampled.", nameof(input));
        }

        if (input.Length == outputLength)
        {
            return input.ToArray();
        }

        var source = new RealFft(input.Length);
        var samples = new double[input.Length];
        for (int t = 0; t < samples.Length; t++)
        {
            samples[t] = input[t];
        }

        var real = new double[source.BinCount];
        var imaginary = new double[source.BinCount];
        source.Forward(samples, real, imaginary);

        var target = new RealFft(outputLength);
        Array.Resize(ref real, target.BinCount);
        Array.Resize(ref imaginary, target.BinCount);
        int shorter = Math.Min(input.Length, outputLength);
        if (shorter % 2 == 0)
        {
            // A bin of its own conjugate on the shorter side, two bins ±k on the longer: they share its value, or add up to it.
            double share = outputLength < input.Length ? 2 : 0.5;
            real[shorter / 2] *= share;
            imaginary[shorter / 2] *= share;
        }

        samples = new double[outputLength];
        target.Inverse(real, imaginary, samples);
        double scale = (double)outputLength / input.Length;
        return Array.ConvertAll(samples, sample => (float)(scale * sample));
    }
}
