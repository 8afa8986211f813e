using Siren2.Losses;
using Siren2.Spectral;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Tests;

/// <summary>
/// A spectral loss without kinks, written by hand and for autograd: mean((M − Y)²) over all bins and frames, M = √(|STFT(x)|² + 10⁻³). By hand its
/// gradient is 2·(M − Y)/(K·M)·(re, im), through the adjoint of the STFT.
/// </summary>
internal sealed class SmoothSpectralLoss : IWaveformLoss
{
    private const int FftSize = 512;
    private const int Hop = 128;
    private const float Offset = 1e-3f;

    public static TorchLoss Torch()
    {
        Tensor window = hann_window(FftSize);
        return new TorchLoss(
            (waveform, _) => (view_as_real(stft(
                nn.functional.pad(waveform.view(1, 1, -1), (FftSize / 2, FftSize / 2), PaddingModes.Reflect).view(-1),
                FftSize, Hop, FftSize, window, center: false, return_complex: true)).square().sum(-1) + Offset).sqrt(),
            (found, wanted) => (found - wanted).square().mean());
    }

    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
    {
        var stft = new ShortTimeFourierTransform(prediction.Length, FftSize, Hop);
        float[] wanted = new float[stft.Frames * stft.Bins];
        float[] real = new float[wanted.Length];
        float[] imaginary = new float[wanted.Length];
        stft.Power(target, wanted);
        stft.Forward(prediction, real, imaginary);
        double sum = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            double magnitude = Math.Sqrt(((double)real[i] * real[i]) + ((double)imaginary[i] * imaginary[i]) + Offset);
            double difference = magnitude - Math.Sqrt((double)wanted[i] + Offset);
            sum += difference * difference;
            float slope = (float)(2 * difference / (wanted.Length * magnitude));
            real[i] *= slope;
            imaginary[i] *= slope;
        }

        stft.Adjoint(real, imaginary, gradient);
        return sum / wanted.Length;
    }
}
