using System.Numerics.Tensors;
using Siren2.Checks;
using Siren2.Kernels.Fft;

namespace Siren2.Decoding;

/// <summary>
/// WINNER (SIREN², arXiv 2509.09719): Gaussian noise on the first two layers of a SIREN, scaled by the spectral centroid of
/// what it is to learn. Without it a SIREN cannot leave zero for a target that has no low frequencies (the spectral bottleneck).
/// </summary>
public sealed record WinnerScale
{
    private const double ReferenceLength = 11_025;
    private const double FirstMaximum = 3500;
    private const double FirstRate = 7;
    private const double SecondSlope = 1;

    /// <summary>Sets both deviations.</summary>
    /// <param name="first">S0, standard deviation added to the first layer's time column, in radians per unit of time. At least 0.</param>
    /// <param name="second">S1, standard deviation added to the second layer's weights, in radians. At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A deviation is negative or not finite.</exception>
    public WinnerScale(double first, double second)
    {
        NumberCheck.FiniteFromZero(first, "A deviation", nameof(first));
        NumberCheck.FiniteFromZero(second, "A deviation", nameof(second));
        First = first;
        Second = second;
    }

    /// <summary>S0, standard deviation added to the first layer's time column, in radians per unit of time. At least 0.</summary>
    public double First { get; }

    /// <summary>S1, standard deviation added to the second layer's weights, in radians. At least 0.</summary>
    public double Second { get; }

    /// <summary>No noise: the plain initialization of Sitzmann et al. 2020.</summary>
    public static WinnerScale None { get; } = new(0, 0);

    /// <summary>
    /// The scale for a signal that a network is to learn: ψ = 2·Σf|X(f)| / Σ|X(f)| with f in cycles per sample,
    /// S0 = 3500·(1 − exp(−7ψ))·N/11,025 and S1 = ψ for N samples. A unit of time is half the signal, so that S0, in radians per
    /// unit, has to grow with N; published are S0 without N, for clips of about 150,000 samples, and S1 = 3ψ, which fits more slowly.
    /// </summary>
    /// <param name="target">Signal, <c>[samples]</c>; silence gives <see cref="None"/>.</param>
    public static WinnerScale For(ReadOnlySpan<float> target) => For(SpectralCentroid(target), target.Length);

    /// <summary>The scale for a signal whose spectral centroid is known.</summary>
    /// <param name="centroid">Magnitude-weighted mean frequency, in cycles per sample, 0 to 0.5.</param>
    /// <param name="length">Number of samples that the network is to learn.</param>
    internal static WinnerScale For(double centroid, int length) => new(
        FirstMaximum * (1 - Math.Exp(-FirstRate * 2 * centroid)) * length / ReferenceLength, SecondSlope * 2 * centroid);

    /// <summary>Magnitude-weighted mean frequency in cycles per sample, 0 for silence.</summary>
    internal static double SpectralCentroid(ReadOnlySpan<float> signal)
    {
        if (signal.Length < 2)
        {
            return 0;
        }

        var fft = new RealFft(signal.Length);
        double[] samples = new double[signal.Length];
        TensorPrimitives.ConvertTruncating<float, double>(signal, samples);
        double[] real = new double[fft.BinCount];
        double[] imaginary = new double[fft.BinCount];
        fft.Forward(samples, real, imaginary);
        double weighted = 0;
        double total = 0;
        for (int k = 0; k < real.Length; k++)
        {
            double magnitude = Math.Sqrt((real[k] * real[k]) + (imaginary[k] * imaginary[k]));
            weighted += magnitude * k / signal.Length;
            total += magnitude;
        }

        return total > 0 ? weighted / total : 0;
    }
}
