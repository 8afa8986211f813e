using Siren2.Layers;

namespace Siren2.MissingBand;

/// <summary>
/// The network of the prior over a fixed number of frames: a convolution of one tap, dilated convolutions of three taps with residual
/// connections, their dilation twice as wide from one to the next, and a convolution of one tap. Not thread-safe.
/// </summary>
/// <remarks>
/// Output channels: means of the levels of the predicted bands, logarithms of their variances, and by how much the level of the expected
/// power lies above the mean level, all in units of <see cref="LevelFeatures.Scale"/> and its square; last, the logarithm of
/// the odds that it is music.
/// </remarks>
internal sealed class LevelNetwork
{
    /// <summary>Channels that the network gives.</summary>
    public const int OutputChannels = Music + 1;

    /// <summary>The channel that tells music from everything else.</summary>
    public const int Music = 3 * PriorBands.Predicted;

    private const int Taps = 3;

    private readonly ParameterBlock _block = new();
    private readonly Sequential _layers;

    /// <summary>Builds the network, its parameters all zero.</summary>
    /// <param name="shape">Its width and depth.</param>
    /// <param name="frames">Frames, at least 1.</param>
    public LevelNetwork(LevelNetworkShape shape, int frames)
    {
        Shape = shape;
        Frames = frames;
        int width = shape.Width;
        var layers = new ILayer[shape.Depth + 3];
        layers[0] = new Conv1d(_block, "input", new(LevelFeatures.Channels, width, 1), frames, causal: false, weightNorm: false);
        layers[1] = new Elu(frames * width);
        for (int i = 0; i < shape.Depth; i++)
        {
            var convolution = new Conv1dShape(width, width, Taps, Dilation: 1 << i);
            layers[i + 2] = new Residual(new Sequential(
                new Conv1d(_block, $"dilated.{i}", convolution, frames, causal: false, weightNorm: false), new Elu(frames * width)));
        }

        layers[^1] = new Conv1d(_block, "output", new(width, OutputChannels, 1), frames, causal: false, weightNorm: false);
        _layers = new Sequential(layers);
        _block.Allocate();
    }

    /// <summary>Width and depth.</summary>
    public LevelNetworkShape Shape { get; }

    /// <summary>Frames of every signal.</summary>
    public int Frames { get; }

    /// <summary>The tensors.</summary>
    public IReadOnlyList<Parameter> Tensors => _block.Parameters;

    /// <summary>Every parameter.</summary>
    public Span<float> Parameters => _block.Values;

    /// <summary>The gradient with respect to each of them, of the latest <see cref="Backward"/>.</summary>
    public Span<float> Gradients => _block.Gradients;

    /// <summary>Draws the initial parameters as PyTorch does; the last layer's are a tenth of those.</summary>
    public void Initialize(Random random)
    {
        _layers.Initialize(random);
        foreach (Parameter tensor in Tensors.Where(tensor => tensor.Name.StartsWith("output", StringComparison.Ordinal)))
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(tensor.Value, 0.1f, tensor.Value);
        }
    }

    /// <summary>Computes the output.</summary>
    /// <param name="channels">Input, <c>[frames, LevelFeatures.Channels]</c>.</param>
    /// <param name="output">Receives the output, <c>[frames, OutputChannels]</c>.</param>
    public void Forward(ReadOnlySpan<float> channels, Span<float> output) => _layers.Forward(channels, output);

    /// <summary>Computes <see cref="Gradients"/> at the latest <see cref="Forward"/>.</summary>
    /// <param name="gradientOutput">∂loss/∂output, <c>[frames, OutputChannels]</c>.</param>
    public void Backward(ReadOnlySpan<float> gradientOutput) => _layers.Backward(gradientOutput, []);
}
