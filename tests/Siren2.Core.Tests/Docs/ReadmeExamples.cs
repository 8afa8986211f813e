using System.Numerics.Tensors;
using Siren2.Losses;

namespace Siren2.Core.Tests.Docs;

/// <summary>The README's code, compiled; <see cref="ReadmeTests"/> runs it and fails where the two differ.</summary>
internal static class ReadmeExamples
{
    public static void Upsample()
    {
        ISuperResolver upsampler = new Upsampler();
        UpsampleResult result = upsampler.FitAndPredict(AudioClip.Load("speech-8k.wav"), targetSampleRate: 16_000);
        result.Audio.Save("speech-16k.wav");
        Console.WriteLine($"{result.Report.Mode}: expected cost {result.Report.EstimatedPsnrCost:F3} dB of PSNR");
    }

    public static UpsamplerOptions CustomLoss()
    {
        var quiet = new DelegateLoss((prediction, target, gradient) =>
        {
            // Mean energy of the output: 1/N · Σ x², gradient 2x/N.
            TensorPrimitives.Multiply(prediction, 2f / prediction.Length, gradient);
            return TensorPrimitives.SumOfSquares(prediction) / prediction.Length;
        });
        var options = new UpsamplerOptions { Blind = UpsamplerOptions.Balanced.Blind with { ExtraLoss = new(quiet, 0.01) } };
        return options;
    }
}
