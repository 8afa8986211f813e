using Siren2.Core.Tests.Seams;
using Siren2.Core.Tests.Upsampling;
using Siren2.Losses;

namespace Siren2.Core.Tests.Checkpoints;

/// <summary>A job that goes on with another loss is another job; one that goes on with options of no effect on it is the same.</summary>
public class OtherLossTests
{
    [Fact]
    public void A_loss_of_other_settings_does_not_return_the_result_of_the_old_one()
    {
        var store = new MemoryCheckpoints();
        UpsampleResult first = Fit(new MultiResolutionStftLoss(new StftResolution(256, 64, 256)), store);
        UpsampleResult second = Fit(new MultiResolutionStftLoss(new StftResolution(64, 16, 64)), store);
        Assert.Equal(2, store.JobCount);
        Assert.NotEqual(first.Audio.Channel(0).ToArray(), second.Audio.Channel(0).ToArray());
    }

    [Fact]
    public void A_blind_job_goes_on_whatever_becomes_of_the_guided_options_and_the_other_way_round()
    {
        var store = new MemoryCheckpoints();
        UpsamplerOptions options = Quick.Options with { CheckpointStore = store };
        _ = Quick.Fit(FitMode.Blind, options);
        _ = Quick.Fit(FitMode.Blind, options with { Guided = options.Guided with { Loss = new MeanAbsoluteErrorLoss(), SegmentLength = 9000 } });
        Assert.Equal(1, store.JobCount);
        _ = Quick.Fit(FitMode.Guided, options);
        _ = Quick.Fit(FitMode.Guided, options with { Detail = 0.9, Blind = options.Blind with { RefinementIterations = 9 } });
        Assert.Equal(2, store.JobCount);
    }

    private static UpsampleResult Fit(IWaveformLoss loss, MemoryCheckpoints store) => Quick.Fit(
        FitMode.Guided, Quick.Options with { CheckpointStore = store, Guided = Quick.Options.Guided with { Loss = loss } }, 1500);
}
