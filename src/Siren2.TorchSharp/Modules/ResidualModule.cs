using Siren2.Encoding;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Modules;

/// <summary>A residual block of SEANet: two convolutions beside a shortcut.</summary>
internal sealed class ResidualModule : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _block;
    private readonly PaddedConvolution? _shortcut;

    public ResidualModule(SeaNetEncoderOptions options, int width, int dilation)
        : base(nameof(ResidualModule))
    {
        int hidden = width / options.Compress;
        _block = nn.Sequential(
            ("0", nn.ELU()),
            ("1", new PaddedConvolution(options, width, hidden, options.ResidualKernelSize, dilation: dilation)),
            ("2", nn.ELU()),
            ("3", new PaddedConvolution(options, hidden, width, kernelSize: 1)));
        register_module("block", _block);
        if (!options.TrueSkip)
        {
            _shortcut = new PaddedConvolution(options, width, width, kernelSize: 1);
            register_module("shortcut", _shortcut);
        }
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return (_block.call(input) + (_shortcut?.call(input) ?? input)).MoveToOuterDisposeScope();
    }
}
