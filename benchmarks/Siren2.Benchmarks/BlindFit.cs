using System.Text.Json.Nodes;

namespace Siren2.Benchmarks;

/// <summary>A whole blind fit at default settings: telephone speech of just under two seconds, 8 to 16 kHz.</summary>
internal static class BlindFit
{
    public static JsonObject Measure(double peak)
    {
        AudioClip clip = Signals.Clip("speech-8k.wav", 2);
        void Fit(int threads) =>
            _ = new Upsampler(UpsamplerOptions.Balanced with { MaxDegreeOfParallelism = threads }).FitAndPredict(clip, 2 * clip.SampleRate);
        return new JsonObject
        {
            ["ms1"] = Math.Round(Timing.BestMilliseconds(() => Fit(1), 2, leastRuns: 2), 1),
            ["ms2"] = Math.Round(Timing.BestMilliseconds(() => Fit(2), 2, leastRuns: 2), 1),
            ["seconds"] = Math.Round((double)clip.Length / clip.SampleRate, 3),
        };
    }
}
