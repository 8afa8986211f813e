using System.Numerics.Tensors;
using Siren2.Spectral;

namespace Siren2.MissingBand;

/// <summary>
/// Gives a texture a time-frequency envelope: S = Fᵀ·diag(a)·F with F the short-time Fourier transform and a its gains. As the
/// operator is symmetric, it is its own way back for gradients.
/// </summary>
internal sealed class EnvelopeShaper
{
    private readonly ShortTimeFourierTransform _transform;
    private readonly float[] _gains;
    private readonly float[] _real;
    private readonly float[] _imaginary;

    /// <summary>Creates the operator that turns white noise of unit power into a texture of given magnitudes.</summary>
    /// <param name="transform">STFT with a Hann window; its workspace is used.</param>
    /// <param name="magnitudes">Wanted magnitudes, <c>[frames, bins]</c>.</param>
    public EnvelopeShaper(ShortTimeFourierTransform transform, ReadOnlySpan<float> magnitudes)
    {
        _transform = transform;
        _real = new float[magnitudes.Length];
        _imaginary = new float[magnitudes.Length];

        // White noise of unit power has the magnitude √Σw². FᵀF is fft/2 · Σw²/hop away from bin 0 and the last bin.
        double windowEnergy = 0.375 * transform.WindowLength;
        double roundTrip = 0.5 * transform.FftSize * windowEnergy / transform.Hop;
        _gains = new float[magnitudes.Length];
        TensorPrimitives.Multiply(magnitudes, (float)(1 / (Math.Sqrt(windowEnergy) * roundTrip)), _gains);
    }

    /// <summary>Applies the operator, to a texture or, on the way back, to a gradient; both <c>[samples]</c>, which may be the same.</summary>
    public void Apply(ReadOnlySpan<float> source, Span<float> destination)
    {
        _transform.Forward(source, _real, _imaginary);
        TensorPrimitives.Multiply(_real, _gains, _real);
        TensorPrimitives.Multiply(_imaginary, _gains, _imaginary);
        _transform.Adjoint(_real, _imaginary, destination);
    }
}
