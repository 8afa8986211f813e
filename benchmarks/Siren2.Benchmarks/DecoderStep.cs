using System.Text.Json.Nodes;
using Siren2.Decoding;
using Siren2.Losses;
using Siren2.Optimization;

namespace Siren2.Benchmarks;

/// <summary>
/// One step of training the decoder, 130 → 256 → 256 → 256 → 256 → 1, on 16,384 samples: forward, loss, gradients of all weights
/// and of the latents, Adam.
/// </summary>
internal static class DecoderStep
{
    private const int Samples = 16_384;
    private const int Hop = 128;
    private const int Width = 256;
    private const int Depth = 4;
    private const int Latents = 128;

    /// <summary>A latent vector for every sample: what a framework is given.</summary>
    public static JsonObject LatentsPerSample(double peak) => Measure(Samples, 1, peak);

    /// <summary>A latent vector for every 128 samples: what a fit does.</summary>
    public static JsonObject LatentsAtHop(double peak) => Measure((Samples / Hop) + 1, 1.0 / Hop, peak);

    private static JsonObject Measure(int frames, double latentStep, double peak)
    {
        using var one = new Step(frames, latentStep, threads: 1);
        using var two = new Step(frames, latentStep, threads: 2);
        double ms1 = Timing.BestMilliseconds(one.Run, 2);
        double ms2 = Timing.BestMilliseconds(two.Run, 1.5);
        double bytes = Timing.BytesPerRun(one.Run) + Timing.BytesPerRun(two.Run);

        // Multiply-adds of one pass; forward, weight gradients and input gradients are three such passes.
        double latentPart = (double)frames * Latents * Width;
        double samplePart = Samples * ((2.0 * Width) + ((Depth - 1) * Width * Width) + Width);
        double gflops = 2 * 3 * (latentPart + samplePart) / ms1 / 1e6;
        return new JsonObject
        {
            ["ms1"] = Math.Round(ms1, 2),
            ["ms2"] = Math.Round(ms2, 2),
            ["processorMs1"] = Math.Round(Timing.BestProcessorMilliseconds(one.Run, 1), 2),
            ["processorMs2"] = Math.Round(Timing.BestProcessorMilliseconds(two.Run, 1), 2),
            ["speedupOfTwo"] = Math.Round(ms1 / ms2, 3),
            ["gflops1"] = Math.Round(gflops, 1),
            ["fractionOfPeak"] = Math.Round(gflops / peak, 3),
            ["bytesPerStep"] = bytes,
        };
    }

    private sealed class Step : DecoderPass.IOutputLoss, IDisposable
    {
        private readonly IPointwiseLoss _loss = new MeanSquaredErrorLoss();
        private readonly SirenDecoder _decoder;
        private readonly DecoderPass _pass;
        private readonly Adam _adam;
        private readonly float[] _target = Signals.Noise(Samples, 1);
        private readonly float[] _latents;
        private readonly float[] _latentGradient;

        public Step(int frames, double latentStep, int threads)
        {
            _latents = Signals.Noise(frames * Latents, 2);
            _latentGradient = new float[_latents.Length];
            var options = new SirenDecoderOptions { Width = Width, Depth = Depth, UseBaseline = true, LatentDimension = Latents };
            _decoder = new SirenDecoder(options, WinnerScale.None, seed: 3, threads);
            _adam = new Adam(_decoder.Parameters.Length);
            _pass = _decoder.PassFor(
                new DecoderGrid(DecoderGrid.EvenTimes(Samples), Signals.Noise(Samples, 4), frames, 0, latentStep));
        }

        public void Run()
        {
            _ = _pass.Backward(_latents, this, _latentGradient);
            _adam.Step(_decoder.Parameters, _decoder.Gradients, 1e-4);
        }

        public double Evaluate(int start, ReadOnlySpan<float> output, Span<float> gradient) =>
            _loss.EvaluatePart(output, _target.AsSpan(start, output.Length), Samples, gradient);

        public void Dispose() => _decoder.Dispose();
    }
}
