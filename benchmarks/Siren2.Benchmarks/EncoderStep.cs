using System.Text.Json.Nodes;
using Siren2.Encoding;

namespace Siren2.Benchmarks;

/// <summary>Forward and backward through the encoder of EnCodec at 24 kHz, one second, random weights, on one thread and on two.</summary>
internal static class EncoderStep
{
    private const int Length = 24_000;

    public static JsonObject Measure(double peak)
    {
        using var one = new Step(threads: 1);
        using var two = new Step(threads: 2);
        double forward = Timing.BestMilliseconds(one.Forward, 1);
        double ms1 = Timing.BestMilliseconds(one.Run, 2);
        double ms2 = Timing.BestMilliseconds(two.Run, 2);
        return new JsonObject
        {
            ["forwardMs"] = Math.Round(forward, 2),
            ["ms1"] = Math.Round(ms1, 2),
            ["ms2"] = Math.Round(ms2, 2),
            ["bytesPerStep"] = Timing.BytesPerRun(one.Run) + Timing.BytesPerRun(two.Run),
        };
    }

    private sealed class Step : IDisposable
    {
        private readonly SeaNetEncoder _encoder;
        private readonly float[] _audio = Signals.Noise(Length, 2);
        private readonly float[] _latents;
        private readonly float[] _gradient;
        private readonly float[] _gradientAudio = new float[Length];

        public Step(int threads)
        {
            _encoder = new SeaNetEncoder(new SeaNetEncoderOptions(), Length, seed: 1, threads);
            _latents = new float[_encoder.FrameCount * _encoder.LatentDimension];
            _gradient = Signals.Noise(_latents.Length, 3);
        }

        public void Forward() => _encoder.Forward(_audio, _latents);

        public void Run()
        {
            _encoder.Forward(_audio, _latents);
            _encoder.Backward(_gradient, _gradientAudio);
        }

        public void Dispose() => _encoder.Dispose();
    }
}
