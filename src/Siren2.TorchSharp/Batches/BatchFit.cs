using System.Runtime.ExceptionServices;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.TorchSharp.Batches;

/// <summary>Fits of many segments, step by step together; each has its own losses, learning rate, best and end.</summary>
internal sealed class BatchFit
{
    private readonly SirenBatch _batch;
    private readonly IReadOnlyList<SegmentFit> _fits;
    private readonly ParallelOptions _parallel;
    private readonly FitCourse[] _courses;
    private readonly float[] _output;
    private readonly float[] _gradient;
    private readonly double[] _values;
    private readonly double?[] _steps;

    public BatchFit(SirenBatch batch, IReadOnlyList<SegmentFit> fits, FitOptions options, int maxDegreeOfParallelism)
    {
        _batch = batch;
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = maxDegreeOfParallelism };
        _fits = fits;
        _courses = [.. batch.Members.Select(member => new FitCourse([new(member)], options))];
        _output = new float[fits.Count * batch.MaximumLength];
        _gradient = new float[_output.Length];
        _values = new double[fits.Count];
        _steps = new double?[fits.Count];
    }

    public FitOutcome[] Run(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && Array.Exists(_courses, course => !course.IsDone))
        {
            _batch.ComputeGradients(_output, _gradient, () => ForEachRunning(Judge));
            ForEachRunning(i => _steps[i] = _courses[i].Advance(_values[i]));
            for (int i = 0; i < _fits.Count; i++)
            {
                if (_steps[i] is double loss)
                {
                    _fits[i].AfterStep?.Invoke(_courses[i].StepCount, loss);
                    _steps[i] = null;
                }
            }
        }

        return Array.ConvertAll(_courses, course => course.End());
    }

    private void Judge(int i)
    {
        int start = i * _batch.MaximumLength;
        int length = _batch.Lengths[i];
        _values[i] = _fits[i].Objective.Evaluate(_output.AsSpan(start, length), _gradient.AsSpan(start, length));
    }

    /// <summary>Side by side; what an objective of a host throws comes out as it is.</summary>
    private void ForEachRunning(Action<int> work)
    {
        try
        {
            _ = Parallel.For(0, _fits.Count, _parallel, i =>
            {
                if (!_courses[i].IsDone)
                {
                    work(i);
                }
            });
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }
    }
}
