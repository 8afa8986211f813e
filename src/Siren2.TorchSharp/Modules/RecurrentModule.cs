using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Modules;

/// <summary>Long short-term memory over time, with one skip connection around all of its layers.</summary>
internal sealed class RecurrentModule : nn.Module<Tensor, Tensor>
{
    private readonly LSTM _lstm;

    public RecurrentModule(int width, int layers)
        : base(nameof(RecurrentModule))
    {
        _lstm = nn.LSTM(width, width, layers);
        register_module("lstm", _lstm);
    }

    /// <summary>From <c>[batch, channels, frames]</c> to the same.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor steps = input.permute(2, 0, 1);
        (Tensor states, _, _) = _lstm.call(steps);
        return (states + steps).permute(1, 2, 0).MoveToOuterDisposeScope();
    }
}
