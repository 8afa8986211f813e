using System.Diagnostics;
using System.Numerics.Tensors;
using Siren2.Optimization;

namespace Siren2.Research.Ablation;

/// <summary>
/// A segment's problem that writes down the lowest mean squared error so far at every evaluation, in units of the waveform, and
/// the time of the quickest evaluation: what disturbs one only ever makes it longer.
/// </summary>
/// <param name="problem">The problem.</param>
/// <param name="render">Computes the correction that the network stands for.</param>
/// <param name="residual">What the network is to learn.</param>
/// <param name="lossUnit">Squared unit of the problem's loss, where that is the mean squared error; null where it is another.</param>
internal sealed class ObservedProblem(IFitProblem problem, Action<float[]> render, ReadOnlyMemory<float> residual, double? lossUnit) : IFitProblem
{
    private readonly float[] _correction = new float[residual.Length];
    private readonly List<double> _errors = [];

    public IReadOnlyList<TrainedNetwork> Networks => problem.Networks;

    /// <summary>Lowest mean squared error after 0, 1, 2... steps.</summary>
    public IReadOnlyList<double> Errors => _errors;

    public double BestSeconds { get; private set; } = double.PositiveInfinity;

    public double ComputeGradients()
    {
        // Rendered first, because gradients belong to the evaluation that came last.
        double? error = lossUnit is null ? RenderedError() : null;
        long begin = Stopwatch.GetTimestamp();
        double loss = problem.ComputeGradients();
        BestSeconds = Math.Min(BestSeconds, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        Add(error ?? (loss * lossUnit!.Value));
        return loss;
    }

    private double RenderedError()
    {
        render(_correction);
        double distance = TensorPrimitives.Distance(_correction, residual.Span);
        return distance * distance / residual.Length;
    }

    private void Add(double error)
    {
        double best = _errors.Count == 0 ? double.PositiveInfinity : _errors[^1];
        _errors.Add(error < best ? error : best);
    }
}
