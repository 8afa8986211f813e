using Siren2.Kernels.Simd;
using Siren2.Spectral;

namespace Siren2.Benchmarks.Micro;

/// <summary>The STFT of one second at 22,050 Hz, frames of 1024 samples, hop 256: as many frames at once as a vector has lanes.</summary>
public class ShortTimeTransform : PerWidth
{
    private const int Length = 22_050;

    private protected override Action Prepare(SimdWidth width)
    {
        var transform = new ShortTimeFourierTransform(Length, 1024, 256, null, WindowKind.Hann, width);
        float[] signal = Signals.Noise(Length, 1);
        float[] real = new float[transform.Frames * transform.Bins];
        float[] imaginary = new float[real.Length];
        return () => transform.Forward(signal, real, imaginary);
    }
}
