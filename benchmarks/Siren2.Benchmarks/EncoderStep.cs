using System.Text.Json.Nodes;
using Siren2.Encoding;

namespace Siren2.Benchmarks;

/// <summary>Forward and backward through the encoder of EnCodec at 24 kHz, one second, random weights, one thread.</summary>
internal static class EncoderStep
{
    private const int Length = 24_000;

    public static JsonObject Measure(double peak)
    {
        var encoder = new SeaNetEncoder(new SeaNetEncoderOptions(), Length, seed: 1);
        float[] audio = Signals.Noise(Length, 2);
        float[] latents = new float[encoder.FrameCount * encoder.LatentDimension];
        float[] gradient = Signals.Noise(latents.Length, 3);
        float[] gradientAudio = new float[Length];
        double forward = Timing.BestMilliseconds(() => encoder.Forward(audio, latents), 1);
        void Step()
        {
            encoder.Forward(audio, latents);
            encoder.Backward(gradient, gradientAudio);
        }

        double both = Timing.BestMilliseconds(Step, 2);
        return new JsonObject
        {
            ["forwardMs"] = Math.Round(forward, 2),
            ["ms"] = Math.Round(both, 2),
            ["bytesPerStep"] = Timing.BytesPerRun(Step),
        };
    }
}
