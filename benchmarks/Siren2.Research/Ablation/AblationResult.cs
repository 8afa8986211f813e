using System.Numerics.Tensors;
using Siren2.Decoding;
using Siren2.Fits;
using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Research.Ablation;

/// <summary>How a variant fared on one clip.</summary>
/// <param name="Errors">Mean squared error after 0, 1, 2... evaluations, lowest so far.</param>
/// <param name="FinalError">Of the finished correction.</param>
/// <param name="ProjectedError">The same after projection.</param>
/// <param name="ParameterCount">Parameters of all networks.</param>
/// <param name="StepSeconds">Time of one evaluation of all networks on one core.</param>
internal sealed record AblationResult(double[] Errors, double FinalError, double ProjectedError, int ParameterCount, double StepSeconds)
{
    /// <summary>Fits the networks of a variant to a clip, on one thread.</summary>
    public static AblationResult Of(AblationVariant variant, AblationClip clip, int stepCount)
    {
        var options = new GuidedOptions { Decoder = variant.Decoder, Encoder = variant.Encoder, Loss = variant.Loss };
        var target = new GuidedChannelTarget(options, clip.Baseline, clip.Residual, LossContext.Default);
        float[] correction = new float[AblationClip.Length];
        double[] errors = new double[stepCount + 1];
        int parameters = 0;
        double seconds = 0;
        for (int start = 0; start < AblationClip.Length; start += variant.SegmentLength)
        {
            var segment = new Segment(start, Math.Min(variant.SegmentLength, AblationClip.Length - start));
            float scale = variant.Normalizes ? target.Scale(segment) : 1;
            if (scale == 0)
            {
                continue;
            }

            WinnerScale winner = WinnerScale.For(target.SpectralCentroid(segment), segment.Length);
            winner = new WinnerScale(variant.FirstNoise * winner.First, variant.SecondNoise * winner.Second);
            var input = new SegmentInput(clip.Low, clip.Baseline, segment.Start, segment.Length, AblationClip.LowPerSample);
            using var network = new SirenSegmentNetwork(options.Siren, input, winner, seed: start, threads: 1);
            using SegmentTarget whole = target.CreateSegment(segment, scale);
            var observed = new ObservedProblem(
                network.ProblemOf(whole.Objective),
                correction =>
                {
                    network.Render(correction);
                    _ = whole.Finish(correction, CancellationToken.None);
                },
                clip.Residual.AsMemory(segment.Start, segment.Length),
                variant.Loss is MeanSquaredErrorLoss ? (double)scale * scale : null);
            Minimize(variant, observed, stepCount);
            network.Render(correction.AsSpan(segment.Start, segment.Length));
            _ = whole.Finish(correction.AsSpan(segment.Start, segment.Length), CancellationToken.None);
            for (int i = 0; i < errors.Length; i++)
            {
                errors[i] += observed.Errors[Math.Min(i, observed.Errors.Count - 1)] * segment.Length / AblationClip.Length;
            }

            parameters += network.ParameterCount;
            seconds += observed.BestSeconds;
        }

        double final = Error(clip, correction);
        clip.Projector.Project(correction, correction);
        return new AblationResult(errors, final, Error(clip, correction), parameters, seconds);
    }

    private static void Minimize(AblationVariant variant, ObservedProblem problem, int stepCount)
    {
        if (variant.UsesLbfgs)
        {
            var lbfgs = new Lbfgs(problem);
            while (lbfgs.Evaluations < stepCount && lbfgs.Step())
            {
            }

            return;
        }

        var options = new FitOptions
        {
            StepCount = stepCount,
            Schedule = LearningRateSchedule.Cosine(variant.LearningRate),
            Adam = variant.Adam,
        };
        _ = new FitLoop(options).Run(problem);
    }

    private static double Error(AblationClip clip, float[] correction)
    {
        double distance = TensorPrimitives.Distance<float>(clip.Residual, correction);
        return distance * distance / AblationClip.Length;
    }
}
