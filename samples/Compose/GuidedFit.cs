using System.Numerics.Tensors;
using Siren2;
using Siren2.Baseline;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Losses;
using Siren2.Metrics;
using Siren2.Optimization;

namespace Compose;

/// <summary>A guided optimization from encoder, decoder, losses and Adam.</summary>
internal static class GuidedFit
{
    private const int Steps = 100;

    /// <summary>Fits, and returns how many dB of PSNR the result lies above sinc.</summary>
    public static double Run(AudioClip low, float[] original, int rate)
    {
        AudioClip baseline = SincBaseline.Compute(low, rate);
        float[] target = original[..Math.Min(original.Length, baseline.Length)];
        float[] sinc = baseline.Channel(0)[..target.Length].ToArray();

        // What is to be learned: the residual, in units of its peak, so that learning rates do not depend on the clip.
        float[] residual = new float[target.Length];
        TensorPrimitives.Subtract(target, sinc, residual);
        float peak = Math.Abs(TensorPrimitives.MaxMagnitude<float>(residual));
        TensorPrimitives.Divide(residual, peak, residual);

        // Encoder over the low-rate clip, decoder over (time, baseline, latents); its noise follows the spectrum of the residual.
        using var encoder = new SeaNetEncoder(
            new() { FilterCount = 4, Dimension = 8, Ratios = [4, 4], LstmLayerCount = 1 }, low.Length, seed: 1, Environment.ProcessorCount);
        using var decoder = new SirenDecoder(
            new() { Width = 128, Depth = 2, UseBaseline = true, LatentDimension = encoder.LatentDimension },
            WinnerScale.For(residual),
            seed: 1,
            Environment.ProcessorCount);
        float[] time = [.. Enumerable.Range(0, target.Length).Select(n => (2f * n / target.Length) - 1)];
        var grid = new DecoderGrid(time, sinc, encoder.FrameCount, latentStart: 0, latentStep: 0.5 / encoder.Hop);

        // Buffers, made once; the target is prepared once.
        float[] latents = new float[encoder.FrameCount * encoder.LatentDimension];
        float[] latentGradient = new float[latents.Length];
        float[] output = new float[target.Length];
        float[] gradient = new float[target.Length];
        var loss = new HybridLoss(new(new MeanSquaredErrorLoss()), new(new MultiResolutionStftLoss(), 0.001));
        using var objective = new LossObjective(loss, residual, context: new LossContext { SampleRate = rate, Scale = peak });
        var adam = new AdamOptions { Beta1 = 0.8f, Beta2 = 0.9f };
        var decoderAdam = new Adam(decoder.Parameters.Length, adam);
        var encoderAdam = new Adam(encoder.Parameters.Length, adam);
        var schedule = LearningRateSchedule.Cosine(2e-3);
        for (int step = 0; step <= Steps; step++)
        {
            encoder.Forward(low.Channel(0), latents);
            decoder.Forward(grid, latents, output);
            double value = objective.Evaluate(output, gradient);
            if (step % 20 == 0)
            {
                Console.WriteLine($"guided, step {step,3}: loss {value:F5}, PSNR {Psnr():F2} dB");
            }

            decoder.Backward(grid, latents, gradient, latentGradient);
            encoder.Backward(latentGradient, default);
            decoderAdam.Step(decoder.Parameters, decoder.Gradients, schedule.At(step, Steps + 1));
            encoderAdam.Step(encoder.Parameters, encoder.Gradients, 0.1 * schedule.At(step, Steps + 1));
        }

        return Psnr() - SignalMetrics.Psnr(target, sinc);

        // Of baseline plus residual as the decoder has it now.
        double Psnr()
        {
            float[] estimate = new float[target.Length];
            TensorPrimitives.MultiplyAdd(output, peak, sinc, estimate);
            return SignalMetrics.Psnr(target, estimate);
        }
    }
}
