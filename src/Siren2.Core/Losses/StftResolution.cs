using Siren2.Spectral;

namespace Siren2.Losses;

/// <summary>One resolution of a <see cref="MultiResolutionStftLoss"/>: frames under a periodic Hann window.</summary>
public sealed record StftResolution
{
    /// <summary>Names a resolution.</summary>
    /// <param name="fftSize">Samples in a frame: a power of two from 16 to 65,536.</param>
    /// <param name="hop">Samples from one frame to the next, at least 1.</param>
    /// <param name="windowLength">Samples of a frame under the window, 1 to <paramref name="fftSize"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public StftResolution(int fftSize, int hop, int windowLength)
    {
        ShortTimeFourierTransform.CheckFrames(fftSize, hop, windowLength);
        FftSize = fftSize;
        Hop = hop;
        WindowLength = windowLength;
    }

    /// <summary>Samples in a frame.</summary>
    public int FftSize { get; }

    /// <summary>Samples from one frame to the next.</summary>
    public int Hop { get; }

    /// <summary>Samples of a frame under the window.</summary>
    public int WindowLength { get; }
}
