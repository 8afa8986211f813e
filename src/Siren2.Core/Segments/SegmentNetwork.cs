using System.Numerics.Tensors;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Optimization;

namespace Siren2.Segments;

/// <summary>
/// The network of one segment: a decoder over the output samples and, where the plan has one, an encoder that turns the
/// segment's input samples into the decoder's latents.
/// </summary>
internal sealed class SegmentNetwork : IDisposable
{
    // The latents of an encoder are of the order of one; undamped they would drown time, the decoder's main input.
    private const float LatentGain = 0.02f;

    private readonly DecoderGrid _grid;
    private readonly SeaNetEncoder? _encoder;
    private readonly float[] _input;
    private readonly float[] _latents;
    private readonly float[] _latentGradient;
    private readonly bool _isFrozen;
    private bool _isEncoded;

    /// <summary>Creates a network with fresh weights.</summary>
    /// <param name="plan">Sizes.</param>
    /// <param name="source">What the network sees.</param>
    /// <param name="winner">Initial noise.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="threads">Threads to use.</param>
    public SegmentNetwork(FitPlan plan, SegmentSource source, WinnerScale winner, int seed, int threads)
    {
        _input = source.Input;
        _encoder = plan.CreateEncoder(_input.Length, seed);
        _isFrozen = plan.EncoderLearningRateScale == 0;
        _grid = source.CreateGrid(plan.Decoder.UseBaseline, plan.Encoder);
        _latents = new float[_grid.LatentFrameCount * (_encoder?.LatentDimension ?? 0)];
        _latentGradient = new float[_latents.Length];
        Decoder = new SirenDecoder(plan.Decoder with { LatentDimension = _encoder?.LatentDimension ?? 0 }, winner, seed, threads);
        Networks = _encoder is null ? [new(Decoder)] : [new(Decoder), new(_encoder, plan.EncoderLearningRateScale)];
    }

    public SirenDecoder Decoder { get; }

    /// <summary>What the encoder made of the segment in the last pass, as the decoder is given it, <c>[frames, channels]</c>.</summary>
    public ReadOnlySpan<float> Latents => _latents;

    public IReadOnlyList<TrainedNetwork> Networks { get; }

    public int Length => _grid.Length;

    public int ParameterCount => Decoder.ParameterCount + (_encoder?.Parameters.Length ?? 0);

    /// <summary>Evaluates encoder and decoder, <c>[samples]</c>.</summary>
    public void Forward(Span<float> output)
    {
        Encode();
        Decoder.Forward(_grid, _latents, output);
    }

    /// <summary>Leaves the gradients of a loss in both networks, from its gradient with respect to the last output.</summary>
    public void Backward(ReadOnlySpan<float> outputGradient)
    {
        Decoder.Backward(_grid, _latents, outputGradient, WantedLatentGradient);
        EncodeBackward();
    }

    /// <summary>Forward and backward at once for a loss that judges each sample by itself; returns the loss.</summary>
    public double ForwardBackward(DecoderPass.IOutputLoss loss)
    {
        Encode();
        double value = Decoder.PassFor(_grid).Backward(_latents, loss, WantedLatentGradient);
        EncodeBackward();
        return value;
    }

    public void Dispose() => Decoder.Dispose();

    private Span<float> WantedLatentGradient => _isFrozen ? default : _latentGradient;

    private void Encode()
    {
        if (_encoder is null || (_isFrozen && _isEncoded))
        {
            return;
        }

        _encoder.Forward(_input, _latents);
        TensorPrimitives.Multiply(_latents, LatentGain, _latents);
        _isEncoded = true;
    }

    private void EncodeBackward()
    {
        if (_encoder is not null && !_isFrozen)
        {
            TensorPrimitives.Multiply(_latentGradient, LatentGain, _latentGradient);
            _encoder.Backward(_latentGradient, default);
        }
    }
}
