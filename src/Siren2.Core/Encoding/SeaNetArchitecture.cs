using Siren2.Kernels.Threads;
using Siren2.Layers;

namespace Siren2.Encoding;

/// <summary>
/// Puts the layers of a SEANet encoder together and numbers them as EnCodec does: every activation counts as a layer.
/// <code>
/// convolution, K taps
/// for each ratio, last first:  residual blocks · ELU · convolution, 2·ratio taps, stride ratio, channels × 2
/// LSTM with skip · ELU · convolution, K taps, to the latent dimension
/// </code>
/// </summary>
/// <remarks>
/// Source: Tagliasacchi et al. 2020, "SEANet", arXiv 2009.02095; Défossez et al. 2022, arXiv 2210.13438, section 3.1.
/// </remarks>
internal sealed class SeaNetArchitecture
{
    private readonly SeaNetEncoderOptions _options;
    private readonly ParameterBlock _block;
    private readonly WorkerTeam _team;
    private readonly List<ILayer> _layers = [];

    // Of the next layer as EnCodec counts: one more than there are here for every activation before.
    private int _number;
    private int _frames;
    private int _width;

    private SeaNetArchitecture(SeaNetEncoderOptions options, ParameterBlock block, int inputLength, WorkerTeam team)
    {
        _options = options;
        _block = block;
        _team = team;
        _frames = inputLength;
        _width = options.Channels;
    }

    /// <summary>Builds the encoder; its parameters are added to the block, which is not yet allocated.</summary>
    /// <param name="options">The architecture.</param>
    /// <param name="block">Where the parameters go.</param>
    /// <param name="inputLength">Samples of each channel of the audio, at least 1.</param>
    /// <param name="team">Who shares the work of every layer.</param>
    public static ILayer Build(SeaNetEncoderOptions options, ParameterBlock block, int inputLength, WorkerTeam team)
    {
        var architecture = new SeaNetArchitecture(options, block, inputLength, team);
        architecture.AddConvolution(options.FilterCount, options.KernelSize);
        foreach (int ratio in options.Ratios.Reverse())
        {
            int dilation = 1;
            for (int i = 0; i < options.ResidualLayerCount; i++, dilation *= options.DilationBase)
            {
                architecture.AddResidualBlock(dilation);
            }

            architecture.AddConvolution(2 * architecture._width, 2 * ratio, ratio, afterElu: true);
        }

        architecture.AddLstm();
        architecture.AddConvolution(options.Dimension, options.LastKernelSize, afterElu: true);
        return new Sequential([.. architecture._layers]);
    }

    private void AddConvolution(int width, int kernelSize, int stride = 1, bool afterElu = false)
    {
        _number += afterElu ? 1 : 0;
        Conv1d convolution = Convolution($"layers.{_number}.conv", new Conv1dShape(_width, width, kernelSize, stride), afterElu);
        Add(convolution);
        _frames = convolution.Frames;
        _width = width;
    }

    private void Add(ILayer layer)
    {
        _layers.Add(layer);
        _number++;
    }

    private void AddResidualBlock(int dilation)
    {
        string name = $"layers.{_number}";
        int hidden = _width / _options.Compress;
        var branch = new Sequential(
            Convolution(name + ".block.1.conv", new Conv1dShape(_width, hidden, _options.ResidualKernelSize, Dilation: dilation), afterElu: true),
            Convolution(name + ".block.3.conv", new Conv1dShape(hidden, _width, KernelSize: 1), afterElu: true));
        Conv1d? shortcut = _options.TrueSkip
            ? null
            : Convolution(name + ".shortcut.conv", new Conv1dShape(_width, _width, KernelSize: 1));
        Add(new Residual(branch, shortcut, _team));
    }

    private void AddLstm()
    {
        if (_options.LstmLayerCount > 0)
        {
            string name = $"layers.{_number}.lstm";
            ILayer[] stack = new ILayer[_options.LstmLayerCount];
            for (int i = 0; i < stack.Length; i++)
            {
                stack[i] = new Lstm(_block, name, i, _frames, _width, _width, team: _team);
            }

            Add(new Residual(new Sequential(stack), team: _team));
        }
    }

    private Conv1d Convolution(string name, Conv1dShape shape, bool afterElu = false) =>
        new(_block, name, shape, _frames, _options.Causal, _options.WeightNorm, afterElu: afterElu, team: _team);
}
