using Siren2.Encoding;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Modules;

/// <summary>
/// EnCodec's convolution over a reflected signal, its weight as length and direction where the options say so. Its parameters lie in a child, as the
/// published names have it: <c>conv.weight_g</c>.
/// </summary>
internal sealed class PaddedConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Weights _conv;
    private readonly int _kernelSize;
    private readonly int _stride;
    private readonly int _dilation;
    private readonly bool _causal;

    public PaddedConvolution(SeaNetEncoderOptions options, int inputs, int outputs, int kernelSize, int stride = 1, int dilation = 1)
        : base(nameof(PaddedConvolution))
    {
        _kernelSize = kernelSize;
        _stride = stride;
        _dilation = dilation;
        _causal = options.Causal;
        _conv = new Weights(options.WeightNorm, [outputs, inputs, kernelSize]);
        register_module("conv", _conv);
    }

    /// <summary>Convolves <c>[batch, inputs, samples]</c>.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor padded = Pad(input);
        return nn.functional.conv1d(padded, _conv.Weight, _conv.Bias, _stride, 0, _dilation).MoveToOuterDisposeScope();
    }

    /// <summary><c>pad1d</c> of EnCodec: a signal too short to be mirrored is first extended by zeros, which are dropped again.</summary>
    private Tensor Pad(Tensor input)
    {
        long frames = input.shape[^1];
        long total = ((_kernelSize - 1) * _dilation) - (_stride - 1);
        long steps = (long)Math.Ceiling((frames - _kernelSize + total) / (double)_stride);
        long extra = (steps * _stride) + _kernelSize - total - frames;
        long right = _causal ? 0 : total / 2;
        long left = total - right;
        right += extra;
        long zeros = Math.Max(0, Math.Max(left, right) + 1 - frames);
        if (left == 0 && right == 0)
        {
            return input;
        }

        Tensor mirrored = nn.functional.pad(zeros > 0 ? nn.functional.pad(input, (0, zeros)) : input, (left, right), PaddingModes.Reflect);
        return zeros > 0 ? mirrored.narrow(-1, 0, left + frames + right) : mirrored;
    }

    private sealed class Weights : nn.Module
    {
        private readonly Parameter _weight;
        private readonly Parameter? _length;

        public Weights(bool isNormed, long[] shape)
            : base(nameof(Weights))
        {
            Bias = new Parameter(torch.zeros(shape[0]));
            _weight = new Parameter(torch.zeros(shape));
            register_parameter("bias", Bias);
            if (isNormed)
            {
                _length = new Parameter(torch.zeros(shape[0], 1, 1));
                register_parameter("weight_g", _length);
            }

            register_parameter(isNormed ? "weight_v" : "weight", _weight);
        }

        public Parameter Bias { get; }

        /// <summary>Salimans and Kingma 2016, arXiv 1602.07868, equation 2: w = g·v/‖v‖, row by row.</summary>
        public Tensor Weight => _length is null ? _weight : _weight * (_length / _weight.square().sum([1, 2], keepdim: true).sqrt());
    }
}
