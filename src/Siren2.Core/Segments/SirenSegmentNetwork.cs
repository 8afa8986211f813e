using System.Numerics.Tensors;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Files;
using Siren2.Kernels.Simd;
using Siren2.Losses;
using Siren2.Optimization;

namespace Siren2.Segments;

/// <summary>The default network of one segment; see <see cref="SirenSegmentModel"/>.</summary>
internal sealed class SirenSegmentNetwork : ISegmentNetwork
{
    // The latents of an encoder are of the order of one; undamped they would drown time, the decoder's main input.
    private const float LatentGain = 0.02f;

    private readonly DecoderGrid _grid;
    private readonly SeaNetEncoder? _encoder;
    private readonly SirenDecoder _decoder;
    private readonly float[] _input;
    private readonly float[] _latents;
    private readonly float[] _latentGradient;
    private readonly bool _isFrozen;
    private bool _isEncoded;

    /// <summary>Creates a network with fresh weights.</summary>
    /// <param name="model">Sizes.</param>
    /// <param name="input">What the network sees.</param>
    /// <param name="winner">Initial noise.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="stop">Ends the drawing of the weights.</param>
    public SirenSegmentNetwork(SirenSegmentModel model, SegmentInput input, WinnerScale winner, int seed, int threads, CancellationToken stop = default)
    {
        _input = input.Low.ToArray();
        _encoder = model.CreateEncoder(_input.Length, seed, threads, stop);
        _isFrozen = model.EncoderLearningRateScale == 0;
        _grid = model.CreateGrid(input);
        _latents = new float[_grid.LatentFrameCount * (_encoder?.LatentDimension ?? 0)];
        _latentGradient = new float[_latents.Length];
        _decoder = new SirenDecoder(model.WholeDecoder, winner, seed, threads, SimdWidths.Best, stop);
        Networks = _encoder is null ? [new(_decoder)] : [new(_decoder), new(_encoder, model.EncoderLearningRateScale)];
    }

    public IReadOnlyList<TrainedNetwork> Networks { get; }

    public int ParameterCount => _decoder.ParameterCount + (_encoder?.Parameters.Length ?? 0);

    /// <summary>Latents of the last evaluation; zeros before the first.</summary>
    internal ReadOnlySpan<float> Latents => _latents;

    private Span<float> WantedLatentGradient => _isFrozen ? default : _latentGradient;

    public FitOutcome Fit(ISegmentObjective objective, FitOptions options, Action<int, double>? afterStep, CancellationToken cancellationToken) =>
        new FitLoop(options).Run(ProblemOf(objective, cancellationToken), afterStep, cancellationToken);

    /// <summary>The objective as a problem of this network's parameters, whose evaluation ends within a block: steps of large networks take long.</summary>
    public IFitProblem ProblemOf(ISegmentObjective objective, CancellationToken stop = default) =>
        objective is PointwiseObjective pointwise ? new PointwiseProblem(this, pointwise, stop) : new OutputProblem(this, objective, stop);

    /// <summary>Evaluates encoder and decoder, <c>[samples]</c>.</summary>
    public void Render(Span<float> output)
    {
        Render(output, CancellationToken.None);
    }

    public IReadOnlyList<NamedTensor> Export()
    {
        // The latents of the last evaluation are those of weights before the last step, or of none.
        Encode(CancellationToken.None);
        NamedTensor[] decoder = [.. _decoder.ExportWeights().Select(tensor => tensor with { Name = SirenSegmentModel.DecoderPrefix + tensor.Name })];
        return _encoder is null
            ? decoder
            : [.. decoder, new NamedTensor(SirenSegmentModel.LatentsName, [_grid.LatentFrameCount, _encoder.LatentDimension], [.. _latents])];
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _encoder?.Dispose();
    }

    private void Render(Span<float> output, CancellationToken stop)
    {
        Encode(stop);
        _decoder.PassFor(_grid).Forward(_latents, output, stop);
    }

    private void Encode(CancellationToken stop)
    {
        if (_encoder is null || (_isFrozen && _isEncoded))
        {
            return;
        }

        _encoder.Forward(_input, _latents, stop);
        TensorPrimitives.Multiply(_latents, LatentGain, _latents);
        _isEncoded = true;
    }

    private void EncodeBackward(CancellationToken stop)
    {
        if (_encoder is not null && !_isFrozen)
        {
            TensorPrimitives.Multiply(_latentGradient, LatentGain, _latentGradient);
            _encoder.Backward(_latentGradient, default, stop);
        }
    }

    /// <summary>Judges whole outputs.</summary>
    private sealed class OutputProblem(SirenSegmentNetwork network, ISegmentObjective objective, CancellationToken stop) : IFitProblem
    {
        private readonly float[] _output = new float[objective.Length];
        private readonly float[] _gradient = new float[objective.Length];

        public IReadOnlyList<TrainedNetwork> Networks => network.Networks;

        public double ComputeGradients()
        {
            network.Render(_output, stop);
            double value = objective.EvaluateUntil(_output, _gradient, stop);
            network._decoder.PassFor(network._grid).Backward(network._latents, _gradient, network.WantedLatentGradient, stop);
            network.EncodeBackward(stop);
            return value;
        }
    }

    /// <summary>Judges each sample inside the decoder's pass: forward and backward at once.</summary>
    private sealed class PointwiseProblem(SirenSegmentNetwork network, PointwiseObjective objective, CancellationToken stop) : IFitProblem, DecoderPass.IOutputLoss
    {
        public IReadOnlyList<TrainedNetwork> Networks => network.Networks;

        public double ComputeGradients()
        {
            network.Encode(stop);
            double value = network._decoder.PassFor(network._grid).Backward(network._latents, this, network.WantedLatentGradient, stop);
            network.EncodeBackward(stop);
            return value;
        }

        public double Evaluate(int start, ReadOnlySpan<float> output, Span<float> gradient) => objective.Evaluate(start, output, gradient);
    }
}
