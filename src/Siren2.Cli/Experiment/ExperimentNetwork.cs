using System.Numerics.Tensors;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Losses;
using Siren2.Optimization;

namespace Siren2.Cli.Experiment;

/// <summary>
/// One of the original experiment's networks on a segment of a clip, put together from the library's parts. It learns the residual
/// between reference and sinc as it is, without any scale, and is judged by the mean squared error.
/// </summary>
internal sealed class ExperimentNetwork : IFitProblem, IDisposable
{
    private readonly MeanSquaredErrorLoss _loss = new();
    private readonly SirenDecoder _decoder;
    private readonly SeaNetEncoder? _encoder;
    private readonly DecoderGrid _grid;
    private readonly float[] _low;
    private readonly float[] _target;
    private readonly float[] _output;
    private readonly float[] _outputGradient;
    private readonly float[] _latents;
    private readonly float[] _latentGradient;

    /// <summary>Creates a network with fresh weights.</summary>
    /// <param name="kind">Which of the networks.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="start">First sample of the segment.</param>
    /// <param name="length">Samples of the segment.</param>
    /// <param name="seed">Seed of the weights.</param>
    public ExperimentNetwork(ExperimentNetworkKind kind, ExperimentClip clip, int start, int length, int seed)
    {
        _target = new float[length];
        TensorPrimitives.Subtract(clip.Reference.AsSpan(start, length), clip.Sinc.AsSpan(start, length), _target);
        _output = new float[length];
        _outputGradient = new float[length];

        int lowStart = (int)(start * clip.LowPerSample);
        int lowEnd = Math.Clamp((int)Math.Ceiling((start + length) * clip.LowPerSample), lowStart + 1, clip.Low.Length);
        _low = clip.Low[lowStart..lowEnd];
        _encoder = kind.Encoder is null ? null : new SeaNetEncoder(kind.Encoder, _low.Length, seed);
        double hop = _encoder?.Hop ?? 1;
        _grid = new DecoderGrid(
            EvenTimes(length),
            kind.Decoder.UseBaseline ? clip.Sinc.AsSpan(start, length) : default,
            _encoder?.FrameCount ?? 0,
            ((start * clip.LowPerSample) - lowStart) / hop,
            clip.LowPerSample / hop);
        _latents = new float[_grid.LatentFrameCount * (_encoder?.LatentDimension ?? 0)];
        _latentGradient = new float[_latents.Length];

        WinnerScale winner = kind.UseWinner ? PublishedWinner(_target) : WinnerScale.None;
        _decoder = new SirenDecoder(kind.Decoder with { LatentDimension = _encoder?.LatentDimension ?? 0 }, winner, seed);
        Networks = _encoder is null ? [new(_decoder)] : [new(_decoder), new(_encoder)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainedNetwork> Networks { get; }

    /// <summary>Parameters of decoder and encoder.</summary>
    public int ParameterCount => _decoder.ParameterCount + (_encoder?.Parameters.Length ?? 0);

    /// <inheritdoc/>
    public double ComputeGradients()
    {
        Evaluate(_output);
        double loss = _loss.Evaluate(_output, _target, _outputGradient);
        _decoder.Backward(_grid, _latents, _outputGradient, _latentGradient);
        _encoder?.Backward(_latentGradient, default);
        return loss;
    }

    /// <summary>Evaluates the networks, <c>[samples]</c>.</summary>
    public void Evaluate(Span<float> output)
    {
        _encoder?.Forward(_low, _latents);
        _decoder.Forward(_grid, _latents, output);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _decoder.Dispose();
        _encoder?.Dispose();
    }

    /// <summary>WINNER as published: the library's own scale knows ψ, but lets S0 grow with the length and takes a smaller S1.</summary>
    private static WinnerScale PublishedWinner(ReadOnlySpan<float> target)
    {
        double psi = WinnerScale.For(target).Second;
        return new WinnerScale(3500 * (1 - Math.Exp(-7 * psi)), 3 * psi);
    }

    private static float[] EvenTimes(int length)
    {
        float[] times = new float[length];
        for (int i = 0; i < length; i++)
        {
            times[i] = (2f * i / length) - 1;
        }

        return times;
    }
}
