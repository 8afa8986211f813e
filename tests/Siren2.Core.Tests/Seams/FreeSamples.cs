using Siren2.Files;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Core.Tests.Seams;

/// <summary>Another network, if it is one: every output sample is a parameter. It knows of SIREN nothing at all.</summary>
internal sealed class FreeSamples : ISegmentModel
{
    private const string Name = "samples";

    public string Identity => "tests.free-samples";

    public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism)
    {
        var random = new Random(seed);
        return new Network([.. Enumerable.Range(0, input.Length).Select(_ => (float)(0.02 * (random.NextDouble() - 0.5)))]);
    }

    public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors) =>
        tensors is [{ Name: Name } only] && only.Data.Length == input.Length
            ? new Network([.. only.Data])
            : throw new InvalidDataException($"{input.Length} samples are needed.");

    private sealed class Network(float[] samples) : ISegmentNetwork
    {
        public int ParameterCount => samples.Length;

        /// <summary>Descends by the sign of the gradient, at a rate that falls to zero; the best is kept.</summary>
        public FitOutcome Fit(ISegmentObjective objective, FitOptions options, Action<int, double>? afterStep, CancellationToken cancellationToken)
        {
            float[] gradient = new float[samples.Length];
            float[] best = [.. samples];
            double least = objective.Evaluate(samples, gradient);
            var losses = new List<double>();
            for (int step = 0; step < options.StepCount && !cancellationToken.IsCancellationRequested; step++)
            {
                double rate = 10 * options.Schedule.At(step, options.StepCount);
                for (int i = 0; i < samples.Length; i++)
                {
                    samples[i] -= (float)(rate * Math.Sign(gradient[i]));
                }

                double loss = objective.Evaluate(samples, gradient);
                losses.Add(loss);
                if (loss < least)
                {
                    least = loss;
                    samples.CopyTo(best, 0);
                }

                afterStep?.Invoke(step + 1, loss);
            }

            best.CopyTo(samples, 0);
            StopReason reason = cancellationToken.IsCancellationRequested ? StopReason.Canceled : StopReason.StepsTaken;
            return new FitOutcome(reason, losses, least, 0);
        }

        public void Render(Span<float> output) => samples.CopyTo(output);

        public IReadOnlyList<NamedTensor> Export() => [new NamedTensor(Name, [samples.Length], [.. samples])];

        public void Dispose()
        {
        }
    }
}
