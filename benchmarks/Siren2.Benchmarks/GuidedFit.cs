using System.Text.Json.Nodes;
using Siren2.Metrics;
using Siren2.Resampling;

namespace Siren2.Benchmarks;

/// <summary>
/// A whole guided fit of one second of speech, 22,050 Hz from a quarter of it: baseline, WINNER, all steps, projection. The
/// step count is what takes it just over 50 dB; the level reached is measured, not assumed.
/// </summary>
internal static class GuidedFit
{
    private const int Steps = 22;
    private const int LowRate = 5512;

    public static JsonObject Measure(double peak)
    {
        AudioClip reference = Signals.Clip("speech-22k.wav", 1);
        var clip = new AudioClip(LowRate, FourierResampler.Resample(reference.Channel(0), LowRate));
        UpsamplerOptions options = UpsamplerOptions.Balanced with
        {
            Guided = UpsamplerOptions.Balanced.Guided with { Fit = UpsamplerOptions.Balanced.Guided.Fit with { StepCount = Steps } },
        };
        UpsampleResult? result = null;

        // Long enough for code to be compiled in all of its tiers before the shortest run.
        double ms1 = Timing.BestMilliseconds(() => result = Fit(options, 1), 3, leastRuns: 8);
        double ms2 = Timing.BestMilliseconds(() => result = Fit(options, 2), 3, leastRuns: 8);
        return new JsonObject
        {
            ["ms1"] = Math.Round(ms1, 1),
            ["ms2"] = Math.Round(ms2, 1),
            ["steps"] = Steps,
            ["psnr"] = Math.Round(SignalMetrics.Psnr(reference.Channel(0), result!.Audio.Channel(0)), 2),
            ["baselinePsnr"] = Math.Round(SignalMetrics.Psnr(reference.Channel(0), result.Baseline.Channel(0)), 2),
        };

        UpsampleResult Fit(UpsamplerOptions with, int threads) =>
            new Upsampler(with with { MaxDegreeOfParallelism = threads }).FitAndPredict(clip, reference);
    }
}
