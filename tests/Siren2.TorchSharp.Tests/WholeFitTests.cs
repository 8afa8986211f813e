using Siren2.Losses;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Tests;

public sealed class WholeFitTests
{
    private readonly UpsamplerOptions _fast = UpsamplerOptions.Fast;
    private readonly WeightedLoss[] _spectral = [new(new MeanSquaredErrorLoss()), new(new MultiResolutionStftLoss(), 0.001)];

    [Fact]
    public void A_fit_by_a_loss_of_TorchSharp_is_that_by_the_managed_loss_of_the_same_formula()
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        using var module = new HybridLossModule(new(new MeanSquaredErrorLoss()));
        UpsampleResult managed = Fit(new MeanSquaredErrorLoss(), _fast.Guided.Fit.StepCount, low, reference);
        UpsampleResult torch = Fit(new TorchLoss(module), _fast.Guided.Fit.StepCount, low, reference);
        double distance = Signals.Distance(managed.Audio.Channel(0), torch.Audio.Channel(0));
        Assert.True(distance <= 1e-4, $"{distance:E2}");
    }

    [Fact]
    public void A_fit_by_a_smooth_spectral_loss_of_TorchSharp_is_that_by_the_managed_loss_of_the_same_formula_but_for_rounding()
    {
        int steps = _fast.Guided.Fit.StepCount;
        (UpsampleResult managed, UpsampleResult torch) = Pair(WithMeanSquare(new SmoothSpectralLoss()), WithMeanSquare(SmoothSpectralLoss.Torch()), steps);
        double distance = Signals.Distance(managed.Audio.Channel(0), torch.Audio.Channel(0));
        double rounding = Rounding(WithMeanSquare(new SmoothSpectralLoss()), managed, steps);
        Assert.True(distance <= Math.Max(1e-4, 1.5 * rounding), $"{distance:E2}, by rounding alone {rounding:E2}");
        Assert.InRange(torch.Report.GainOverBaseline!.Value, 40, 100);
    }

    /// <summary>
    /// Steps are compared by their gradients, at the outputs of a fit, and not by what becomes of one: the first step of Adam has the signs of gradients
    /// alone, also of those that are nothing but rounding. A weight that is wrong by a tenth shows as 70 times the rounding.
    /// </summary>
    [Fact]
    public void In_every_step_of_a_fit_the_gradient_of_the_multi_resolution_loss_is_the_managed_one()
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        using var module = new HybridLossModule(_spectral);
        using var exact = new HybridLossModule(_spectral);
        var compared = new ComparedLoss(
            new HybridLoss(_spectral), new TorchLoss(module), new TorchLoss(exact, new TorchLossOptions { ScalarType = ScalarType.Float64 }));
        _ = Fit(compared, 20, low, reference);
        Assert.InRange(compared.Distance, double.Epsilon, Math.Max(1e-4, 3 * compared.Rounding));
        Assert.InRange(compared.OtherFromExact, double.Epsilon, Math.Max(1e-4, 3 * compared.FromExact));
    }

    /// <summary>
    /// Where output and reference are equal but for rounding, as in the clip's own band, the sign of a difference of logarithms is that of the
    /// rounding, and its weight, 1/M², the greatest. A fit parts from itself as far, where a loss sees the last bit of a sample differently.
    /// </summary>
    [Fact]
    public void A_fit_by_the_multi_resolution_loss_is_as_close_to_the_managed_one_as_that_is_to_itself_but_for_the_last_bit()
    {
        using var module = new HybridLossModule(_spectral);
        (UpsampleResult managed, UpsampleResult torch) = Pair(new HybridLoss(_spectral), new TorchLoss(module), 20);
        Assert.All(managed.Report.Networks.Zip(torch.Report.Networks), pair =>
            Assert.Equal(pair.First.Outcome.Losses[0], pair.Second.Outcome.Losses[0], 1e-6 * pair.First.Outcome.Losses[0]));
        Assert.Equal(managed.Report.GainOverBaseline!.Value, torch.Report.GainOverBaseline!.Value, 2.0);
        double distance = Signals.Distance(managed.Audio.Channel(0), torch.Audio.Channel(0));
        double rounding = Rounding(new HybridLoss(_spectral), managed, 20);
        Assert.True(distance <= 1.5 * rounding, $"{distance:E2}, by rounding alone {rounding:E2}");
    }

    private static HybridLoss WithMeanSquare(IWaveformLoss loss) => new(new(new MeanSquaredErrorLoss()), new(loss, 0.01));

    private (UpsampleResult Managed, UpsampleResult Torch) Pair(IWaveformLoss managed, IWaveformLoss torch, int steps)
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        return (Fit(managed, steps, low, reference), Fit(torch, steps, low, reference));
    }

    /// <summary>How far a fit parts from itself by the last bits of what its loss sees: the farthest of three.</summary>
    private double Rounding(IWaveformLoss loss, UpsampleResult managed, int steps)
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        return Enumerable.Range(1, 3).Max(seed =>
            Signals.Distance(managed.Audio.Channel(0), Fit(new NudgedLoss(loss, seed), steps, low, reference).Audio.Channel(0)));
    }

    private UpsampleResult Fit(IWaveformLoss loss, int steps, AudioClip low, AudioClip reference) =>
        new Upsampler(_fast with { Guided = _fast.Guided with { Loss = loss, Fit = _fast.Guided.Fit with { StepCount = steps } } }).FitAndPredict(low, reference);
}
