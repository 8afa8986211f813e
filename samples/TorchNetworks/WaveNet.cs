using Siren2.Segments;
using Siren2.TorchSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchNetworks;

/// <summary>
/// A small WaveNet (van den Oord et al. 2016, arXiv 1609.03499, equation 2), not causal: dilated convolutions, tanh times sigmoid, with residuals,
/// and the sum of all layers as the output. It sees the baseline and sines all over the missing band, which it learns to place.
/// </summary>
internal sealed class WaveNet : nn.Module<Tensor, Tensor>
{
    private const int Width = 32;
    private const int Sines = 63;

    private readonly nn.Module<Tensor, Tensor> _first;
    private readonly nn.Module<Tensor, Tensor> _last;
    private readonly List<nn.Module<Tensor, Tensor>> _gates = [];
    private readonly List<nn.Module<Tensor, Tensor>> _mixes = [];

    public WaveNet()
        : base(nameof(WaveNet))
    {
        _first = Add("first", nn.Conv1d(1 + Sines, Width, 1));
        for (int dilation = 1; dilation <= 16; dilation *= 2)
        {
            _gates.Add(Add($"gate_{dilation}", nn.Conv1d(Width, 2 * Width, 3, padding: dilation, dilation: dilation)));
            _mixes.Add(Add($"mix_{dilation}", nn.Conv1d(Width, Width, 1)));
        }

        _last = Add("last", nn.Conv1d(Width, 1, 1));
    }

    /// <summary>The baseline and sines of the upper half of the band, <c>[1, 64, samples]</c>.</summary>
    public static Tensor Input(SegmentInput input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor frequency = linspace(0.5 * Math.PI, Math.PI, Sines).view(1, Sines, 1);
        Tensor sines = ((frequency * arange(input.Length, ScalarType.Float32)) + (frequency * 1_000).sin()).sin();
        return cat([SegmentTensors.Channels(input).narrow(1, 1, 1), sines], 1).MoveToOuterDisposeScope();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor hidden = _first.call(input);
        Tensor sum = zeros_like(hidden);
        foreach ((nn.Module<Tensor, Tensor> gate, nn.Module<Tensor, Tensor> mix) in _gates.Zip(_mixes))
        {
            Tensor[] halves = gate.call(hidden).chunk(2, 1);
            Tensor layer = mix.call(halves[0].tanh() * halves[1].sigmoid());
            hidden = hidden + layer;
            sum = sum + layer;
        }

        return _last.call(sum.tanh());
    }

    private nn.Module<Tensor, Tensor> Add(string name, nn.Module<Tensor, Tensor> child)
    {
        register_module(name, child);
        return child;
    }
}
