using System.Numerics.Tensors;
using Siren2.Spectral;

namespace Siren2.MissingBand;

/// <summary>
/// Brings the short-time spectrum of a texture closer to given magnitudes, by alternating between the spectra of those
/// magnitudes and those that belong to a signal (Griffin and Lim 1984, "Signal estimation from modified short-time Fourier
/// transform", equation 8). Phases are the texture's own.
/// </summary>
internal sealed class MagnitudeProjection
{
    private const float SmallestMagnitude = 1e-30f;

    private readonly ShortTimeFourierTransform _transform;
    private readonly int _iterations;
    private readonly float[] _magnitudes;
    private readonly float[]? _kept;
    private readonly float[] _real;
    private readonly float[] _imaginary;
    private readonly float[] _scale;

    /// <summary>Prepares the iteration.</summary>
    /// <param name="transform">STFT; its workspace is used.</param>
    /// <param name="magnitudes">Wanted magnitudes, <c>[frames, bins]</c>; where they are 0 the texture is silenced.</param>
    /// <param name="iterations">How often to alternate.</param>
    /// <param name="keepsLevels">Whether the magnitudes are first brought to the texture's own level, see <see cref="TextureLevels"/>.</param>
    public MagnitudeProjection(ShortTimeFourierTransform transform, float[] magnitudes, int iterations, bool keepsLevels = false)
    {
        _iterations = iterations;
        _transform = transform;
        _magnitudes = magnitudes;
        _real = new float[magnitudes.Length];
        _imaginary = new float[magnitudes.Length];
        _scale = new float[magnitudes.Length];
        _kept = keepsLevels ? new float[magnitudes.Length] : null;
    }

    /// <summary>Iterates in place on a texture, <c>[samples]</c>; false where it was canceled before the last iteration.</summary>
    public bool Apply(Span<float> texture, CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < _iterations; i++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            _transform.Forward(texture, _real, _imaginary);
            TensorPrimitives.Hypot(_real, _imaginary, _scale);
            if (i == 0 && _kept is not null)
            {
                TextureLevels.Keep(_magnitudes, _scale, _transform.Bins, _kept);
            }

            // A bin without energy has no phase to keep.
            TensorPrimitives.Max(_scale, SmallestMagnitude, _scale);
            TensorPrimitives.Divide(_kept ?? _magnitudes, _scale, _scale);
            TensorPrimitives.Multiply(_real, _scale, _real);
            TensorPrimitives.Multiply(_imaginary, _scale, _imaginary);
            _transform.Inverse(_real, _imaginary, texture);
        }

        return true;
    }
}
