using System.Text.Json.Nodes;
using Siren2.Losses;

namespace Siren2.Benchmarks;

/// <summary>Value and gradient of the multi-resolution STFT loss, one second at 22,050 Hz, one thread, against a target that stays.</summary>
internal static class StftLoss
{
    private const int Length = 22_050;

    public static JsonObject Measure(double peak)
    {
        float[] target = Signals.Noise(Length, 1);
        float[] prediction = Signals.Noise(Length, 2);
        float[] gradient = new float[Length];
        var loss = new MultiResolutionStftLoss();
        IPreparedLoss prepared = loss.Prepare(target, LossContext.Default);
        void Step() => _ = prepared.Evaluate(prediction, gradient);
        double ms = Timing.BestMilliseconds(Step, 1);
        double unprepared = Timing.BestMilliseconds(() => _ = loss.Evaluate(prediction, target, gradient), 0.5);
        return new JsonObject
        {
            ["ms"] = Math.Round(ms, 3),
            ["withTargetMs"] = Math.Round(unprepared, 3),
            ["bytesPerStep"] = Timing.BytesPerRun(Step),
        };
    }
}
