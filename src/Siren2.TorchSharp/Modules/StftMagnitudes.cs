using Siren2.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Modules;

/// <summary>Magnitudes at one resolution, as <see cref="MultiResolutionStftLoss"/> takes them: √max(|STFT(x)|², 10⁻⁷).</summary>
internal sealed class StftMagnitudes : nn.Module<Tensor, Tensor>
{
    private const double Floor = 1e-7;

    private readonly StftResolution _resolution;
    public StftMagnitudes(StftResolution resolution)
        : base(nameof(StftMagnitudes))
    {
        _resolution = resolution;
        register_buffer("window", hann_window(resolution.WindowLength), persistent: false);
    }

    /// <summary>From <c>[samples]</c> to <c>[bins, frames]</c>.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor window = get_buffer("window")!.to(input.dtype, input.device);
        Tensor spectrum = view_as_real(stft(
            Reflected(input), _resolution.FftSize, _resolution.Hop, _resolution.WindowLength, window, center: false, return_complex: true));
        return spectrum.square().sum(-1).clamp_min(Floor).sqrt().MoveToOuterDisposeScope();
    }

    /// <summary>Half a frame more on either side by reflection, again and again where the signal is shorter than that.</summary>
    private Tensor Reflected(Tensor input)
    {
        long reach = _resolution.FftSize / 2;
        long length = input.shape[0];
        if (length > reach)
        {
            return nn.functional.pad(input.view(1, 1, -1), (reach, reach), PaddingModes.Reflect).view(-1);
        }

        long period = Math.Max(1, 2 * (length - 1));
        long[] origins = new long[length + (2 * reach)];
        for (long i = 0; i < origins.Length; i++)
        {
            long phase = (((i - reach) % period) + period) % period;
            origins[i] = Math.Min(phase, period - phase);
        }

        return input.index_select(0, tensor(origins, device: input.device));
    }
}
