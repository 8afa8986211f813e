using System.Numerics.Tensors;
using Siren2;
using Siren2.Baseline;
using Siren2.Decimation;
using Siren2.Metrics;
using Siren2.MissingBand;
using Siren2.Optimization;

namespace Compose;

/// <summary>
/// A blind optimization: level model, budget, objective and projector are the library's, the network is not. It is the simplest there is, one
/// parameter for each sample of the texture.
/// </summary>
internal static class BlindFit
{
    private const int Steps = 60;

    /// <summary>Fits, and returns the cost in dB of PSNR and the log-spectral distances of the result and of sinc.</summary>
    public static (double Cost, double Distance, double Sinc) Run(AudioClip low, float[] original, int rate)
    {
        float[] baseline = SincBaseline.Compute(low, rate).Channel(0).ToArray();
        var projector = new MissingBandProjector(low.SampleRate, rate, low.Length);

        // What the missing band is expected to hold, and what of it the waveform can afford; both could be a host's own.
        double bandEdge = 0.5 * low.SampleRate;
        MissingBandLevels levels = LevelPrior.Default.Predict(baseline, rate, bandEdge, 0.5 * rate);
        BudgetPlan plan = EnergyBudget.Default.Plan(new BudgetRequest { Levels = [levels], SampleRate = rate, Detail = 0.5 });
        var target = MissingBandTarget.FromLevels(levels, bandEdge, baseline.Length, rate, plan);
        using SegmentTexture texture = target.CreateTexture(0, baseline.Length, refinementIterations: 15);

        // The network: white noise to begin with, and Adam on every sample of it.
        var random = new Random(1);
        float[] samples = [.. Enumerable.Range(0, baseline.Length).Select(_ => (float)(0.2 * (random.NextDouble() - 0.5)))];
        float[] gradient = new float[samples.Length];
        var adam = new Adam(samples.Length, new AdamOptions { Beta1 = 0.8f, Beta2 = 0.9f });
        var schedule = LearningRateSchedule.Cosine(5e-3);
        for (int step = 0; step < Steps; step++)
        {
            double value = texture.Evaluate(samples, gradient);
            adam.Step(samples, gradient, schedule.At(step, Steps));
            if (step % 20 == 0)
            {
                Console.WriteLine($"blind, step {step,3}: loss {value:F5}");
            }
        }

        // From the output to the correction: shaped and refined, then kept to the missing band and to the budget.
        texture.Finish(samples);
        projector.Project(samples, samples);
        _ = plan.Keep([samples]);
        float[] result = new float[baseline.Length];
        TensorPrimitives.Add(baseline, samples, result);
        int length = Math.Min(original.Length, result.Length);
        return (
            SignalMetrics.Psnr(original.AsSpan(0, length), baseline.AsSpan(0, length)) - SignalMetrics.Psnr(original.AsSpan(0, length), result.AsSpan(0, length)),
            SpectralMetrics.LogSpectralDistance(original.AsSpan(0, length), result.AsSpan(0, length)),
            SpectralMetrics.LogSpectralDistance(original.AsSpan(0, length), baseline.AsSpan(0, length)));
    }
}
