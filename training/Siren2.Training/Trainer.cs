using System.Numerics.Tensors;
using MathNet.Numerics.Random;
using Siren2.Kernels.Threads;
using Siren2.MissingBand;
using Siren2.Optimization;

namespace Siren2.Training;

/// <summary>
/// Trains the network: every step makes some scenes, adds the gradients of all in a fixed order, and takes one step of Adam. Seed and
/// number of steps say it all: the number of threads changes nothing, to the bit.
/// </summary>
internal sealed class Trainer : WorkerTeam.IWork, IDisposable
{
    private readonly TrainerOptions _options;
    private readonly WorkerTeam _team;
    private readonly Worker[] _workers;
    private readonly float[][] _gradients;
    private readonly double[] _losses;
    private readonly float[] _gradient;
    private readonly Adam _adam;
    private readonly LearningRateSchedule _schedule;
    private int _step;

    public Trainer(IReadOnlyList<SoundGroup> groups, TrainerOptions options)
    {
        _options = options;
        _team = new WorkerTeam(options.Threads);
        var noise = new NoiseBank();
        _workers = [.. Enumerable.Range(0, options.Threads).Select(_ => new Worker(groups, noise, options))];
        Network = new LevelNetwork(options.Shape, 1);
        Network.Initialize(Source(options.Seed, -1));
        _gradient = new float[Network.Parameters.Length];
        _gradients = [.. Enumerable.Range(0, options.Items).Select(_ => new float[_gradient.Length])];
        _losses = new double[options.Items];
        _adam = new Adam(_gradient.Length);
        _schedule = LearningRateSchedule.Cosine(options.LearningRate, 0);
    }

    /// <summary>Holds the parameters.</summary>
    public LevelNetwork Network { get; }

    /// <summary>Steps taken.</summary>
    public int Steps => _step;

    /// <summary>Takes a step and returns its loss, before the step.</summary>
    /// <param name="plannedSteps">Steps of the whole training, for the learning rate.</param>
    public double Step(int plannedSteps)
    {
        foreach (Worker worker in _workers)
        {
            Network.Parameters.CopyTo(worker.Network.Parameters);
        }

        _team.Run(this, _options.Items);
        Array.Clear(_gradient);
        foreach (float[] gradient in _gradients)
        {
            TensorPrimitives.Add(_gradient, gradient, _gradient);
        }

        TensorPrimitives.Multiply(_gradient, 1f / _options.Items, _gradient);
        double warm = Math.Min(1, (_step + 1.0) / _options.WarmUpSteps);
        _adam.Step(Network.Parameters, _gradient, Math.Max(1e-9, warm * _schedule.At(_step, plannedSteps)));
        _step++;
        return _losses.Average();
    }

    void WorkerTeam.IWork.Execute(int item, int worker) =>
        _losses[item] = _workers[worker].Run(Source(_options.Seed, (_step * (long)_options.Items) + item), _gradients[item]);

    public void Dispose() => _team.Dispose();

    private static Xoshiro256StarStar Source(int seed, long item) =>
        new(unchecked((int)((seed * 0x9E3779B1L) + (item * 0x85EBCA6BL))), threadSafe: false);

    private sealed class Worker(IReadOnlyList<SoundGroup> groups, NoiseBank noise, TrainerOptions options)
    {
        private readonly Mixer _mixer = new(groups, noise, options.Frames);
        private readonly Decimator _decimator = new(noise, options.Frames);
        private readonly Scene _scene = new(options.Frames);
        private readonly TrainingItem _item = new(options.Frames);
        private readonly float[] _known = new float[options.Frames * SubBands.Count];
        private readonly float[] _output = new float[options.Frames * LevelNetwork.OutputChannels];
        private readonly float[] _gradientOutput = new float[options.Frames * LevelNetwork.OutputChannels];

        public LevelNetwork Network { get; } = new(options.Shape, options.Frames);

        public double Run(Random random, Span<float> gradient)
        {
            _mixer.Fill(random, _scene);
            _decimator.Apply(random, _scene, _known);
            _item.Prepare(_known, _scene, _decimator.Edge);
            Network.Forward(_item.Input, _output);
            double loss = LevelObjective.Compute(_item, _output, _gradientOutput);
            Network.Backward(_gradientOutput);
            Network.Gradients.CopyTo(gradient);
            return loss;
        }
    }
}
