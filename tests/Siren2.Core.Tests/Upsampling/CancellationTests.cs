using Siren2.Optimization;

namespace Siren2.Core.Tests.Upsampling;

public class CancellationTests
{
    public static TheoryData<FitMode> Modes => [FitMode.Blind, FitMode.Guided];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Canceled_before_the_start_it_throws_without_a_step(FitMode mode)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var progress = new ProgressRecorder();
        OperationCanceledException failure =
            Assert.Throws<OperationCanceledException>(() => Quick.Fit(mode, Quick.Options, progress: progress, cancellationToken: source.Token));
        Assert.Equal(source.Token, failure.CancellationToken);
        Assert.Empty(progress.Reports);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Canceled_before_the_start_the_best_so_far_is_the_baseline(FitMode mode)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        UpsampleResult result = Quick.Fit(mode, ReturnBest, cancellationToken: source.Token);
        Measure.AssertSameBits(result.Baseline, result.Audio);
        Assert.True(result.Report.WasCanceled);
        Assert.Empty(result.Report.Networks);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Canceled_on_the_way_it_throws_within_one_step(FitMode mode)
    {
        using var source = new CancellationTokenSource();
        ProgressRecorder progress = CancelAt(3, source);
        _ = Assert.Throws<OperationCanceledException>(
            () => Quick.Fit(mode, Quick.Options with { MaxDegreeOfParallelism = 1 }, progress: progress, cancellationToken: source.Token));
        Assert.Equal(3, progress.Steps.Count);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_best_so_far_keeps_what_was_fitted_and_the_baseline_where_nothing_was(FitMode mode)
    {
        using var source = new CancellationTokenSource();
        UpsamplerOptions options = ReturnBest with { MaxDegreeOfParallelism = 1 };
        int steps = mode == FitMode.Blind ? options.Blind.Fit.StepCount : options.Guided.Fit.StepCount;
        ProgressRecorder progress = CancelAt(steps + 2, source);
        (AudioClip clip, _) = Clips.Pair(5000);
        UpsampleResult result = Quick.Fit(mode, options, progress: progress, cancellationToken: source.Token);
        UpsampleResult whole = Quick.Fit(mode, options);

        Assert.True(result.Report.WasCanceled);
        Assert.Equal([StopReason.StepsTaken, StopReason.Canceled], result.Report.Networks.Select(network => network.Outcome.Reason));
        Assert.Equal(3, whole.Report.Networks.Count);
        Assert.False(whole.Report.WasCanceled);
        Measure.AssertSound(clip, 16_000, result);
        Measure.AssertConsistent(clip, result.Audio);

        // In the third segment there is nothing but what the projection spreads, in the first what there would have been.
        double first = Difference(result.Audio, result.Baseline, 800);
        Assert.InRange(first, 1e-4, 1);
        Assert.InRange(Difference(result.Audio, result.Baseline, 9500), 0, 0.1 * first);
        Assert.InRange(Difference(whole.Audio, whole.Baseline, 9500), 0.3 * first, 3 * first);
        Assert.InRange(Difference(result.Audio, whole.Audio, 800), 0, 0.2 * first);
    }

    [Fact]
    public void A_token_that_is_canceled_afterwards_changes_nothing()
    {
        using var source = new CancellationTokenSource();
        UpsampleResult result = Quick.Fit(FitMode.Blind, Quick.Options, cancellationToken: source.Token);
        source.Cancel();
        Assert.False(result.Report.WasCanceled);
    }

    private static UpsamplerOptions ReturnBest => Quick.Options with { OnCancellation = CancellationBehavior.ReturnBest };

    private static ProgressRecorder CancelAt(int step, CancellationTokenSource source)
    {
        int count = 0;
        return new ProgressRecorder(told =>
        {
            if (told.Stage == FitStage.Fit && ++count == step)
            {
                source.Cancel();
            }
        });
    }

    /// <summary>Largest difference within 200 samples of a place.</summary>
    private static double Difference(AudioClip first, AudioClip second, int place)
    {
        double largest = 0;
        for (int i = place - 200; i < place + 200; i++)
        {
            largest = Math.Max(largest, Math.Abs(first.Channel(0)[i] - second.Channel(0)[i]));
        }

        return largest;
    }
}
