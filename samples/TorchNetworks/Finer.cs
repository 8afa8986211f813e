using Siren2.Segments;
using Siren2.TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchNetworks;

/// <summary>
/// FINER (Liu et al. 2024, arXiv 2312.02434, equations 7 and 8): layers of sin(ω·(|z| + 1)·z) over time. What it can learn lies between the frequencies
/// that the biases of the first layer reach, which therefore grow with the length of the segment; that layer is not fitted, as a step would turn its
/// phases by radians.
/// </summary>
internal sealed class Finer : nn.Module<Tensor, Tensor>
{
    private const double Omega = 30;

    private readonly List<Linear> _layers = [];

    /// <param name="length">Samples of the segment.</param>
    /// <param name="width">Units of each layer.</param>
    public Finer(int length, int width)
        : base(nameof(Finer))
    {
        // The slope of the phase of a unit is ω·(2·|b| + 1)·w, π at most for each sample, half of the samples being a unit of time.
        double reach = Math.PI * length / (4 * Omega);
        int[] sizes = [1, width, width, 1];
        for (int i = 0; i + 1 < sizes.Length; i++)
        {
            Linear layer = nn.Linear(sizes[i], sizes[i + 1]);
            register_module($"layer_{i}", layer);
            _layers.Add(layer);
            double bound = i == 0 ? 1 : Math.Sqrt(6.0 / sizes[i]) / Omega;
            _ = nn.init.uniform_(layer.weight!, -bound, bound);
            _ = nn.init.uniform_(layer.bias!, i == 0 ? -reach : -bound, i == 0 ? reach : bound);
        }

        _layers[0].weight!.requires_grad = false;
        _layers[0].bias!.requires_grad = false;
    }

    /// <summary>Time, <c>[samples, 1]</c>.</summary>
    public static Tensor Input(SegmentInput input)
    {
        using Tensor rows = SegmentTensors.Rows(input);
        return rows.narrow(1, 0, 1);
    }

    public override Tensor forward(Tensor input)
    {
        Tensor hidden = input;
        foreach (Linear layer in _layers.SkipLast(1))
        {
            Tensor z = layer.call(hidden);
            hidden = (Omega * (z.abs().detach() + 1) * z).sin();
        }

        return _layers[^1].call(hidden);
    }
}
