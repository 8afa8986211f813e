using Siren2.Losses;

namespace Siren2.TorchSharp.Tests;

public sealed class WholeFitTests
{
    private readonly UpsamplerOptions _fast = UpsamplerOptions.Fast;

    [Fact]
    public void A_fit_by_a_loss_of_TorchSharp_is_that_by_the_managed_loss_of_the_same_formula()
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        using var module = new HybridLossModule(new WeightedLoss(new MeanSquaredErrorLoss()));
        UpsampleResult managed = Fit(new MeanSquaredErrorLoss(), _fast.Guided.Fit.StepCount, low, reference);
        UpsampleResult torch = Fit(new TorchLoss(module), _fast.Guided.Fit.StepCount, low, reference);
        double distance = Signals.Distance(managed.Audio.Channel(0), torch.Audio.Channel(0));
        Assert.True(distance <= 1e-4, $"{distance:E2}");
    }

    /// <summary>
    /// In the clip's own band, where output and reference are equal but for rounding, the sign of a difference of logarithms is that of the rounding:
    /// fits part ways there, as they do from one vector width to another.
    /// </summary>
    [Fact]
    public void A_fit_by_the_spectral_loss_begins_as_the_managed_one_and_gains_as_much()
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        WeightedLoss[] parts = [new(new MeanSquaredErrorLoss()), new(new MultiResolutionStftLoss(), 0.001)];
        using var module = new HybridLossModule(parts);
        UpsampleResult managed = Fit(new HybridLoss(parts), 20, low, reference);
        UpsampleResult torch = Fit(new TorchLoss(module), 20, low, reference);
        Assert.All(managed.Report.Networks.Zip(torch.Report.Networks), pair =>
            Assert.Equal(pair.First.Outcome.Losses[0], pair.Second.Outcome.Losses[0], 1e-6 * pair.First.Outcome.Losses[0]));
        Assert.Equal(managed.Report.GainOverBaseline!.Value, torch.Report.GainOverBaseline!.Value, 2.0);
    }

    private UpsampleResult Fit(IWaveformLoss loss, int steps, AudioClip low, AudioClip reference) =>
        new Upsampler(_fast with { Guided = _fast.Guided with { Loss = loss, Fit = _fast.Guided.Fit with { StepCount = steps } } }).FitAndPredict(low, reference);
}
