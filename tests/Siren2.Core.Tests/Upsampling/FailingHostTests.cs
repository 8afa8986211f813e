using System.Diagnostics;
using Siren2.Losses;
using Siren2.Optimization;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>A host's code that fails must not take anything else with it.</summary>
public class FailingHostTests
{
    private static readonly MeanSquaredErrorLoss SquaredError = new();

    public static TheoryData<FitMode> Modes => [FitMode.Blind, FitMode.Guided];

    public static TheoryData<FitMode, double> Values => new()
    {
        { FitMode.Blind, double.NaN },
        { FitMode.Blind, double.PositiveInfinity },
        { FitMode.Guided, double.NaN },
        { FitMode.Guided, double.PositiveInfinity },
        { FitMode.Guided, double.NegativeInfinity },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_loss_that_is_no_number_leaves_the_baseline_and_is_reported(FitMode mode, double value)
    {
        UpsampleResult result = Fit(mode, new DelegateLoss((prediction, target, gradient) =>
        {
            _ = SquaredError.Evaluate(prediction, target, gradient);
            return value;
        }));
        Assert.All(result.Report.Networks, network => Assert.Equal(StopReason.Diverged, network.Outcome.Reason));
        Assert.NotEmpty(result.Report.Networks);
        Assert.Equal(0, Measure.Injected(result));
        Assert.Equal(0, result.Report.GainOverBaseline ?? result.Report.EstimatedPsnrCost);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_gradient_that_is_no_number_leaves_a_sound_result_and_is_reported(FitMode mode)
    {
        UpsampleResult result = Fit(mode, new DelegateLoss((prediction, target, gradient) =>
        {
            double value = SquaredError.Evaluate(prediction, target, gradient);
            gradient[gradient.Length / 2] = float.NaN;
            return value;
        }));
        (AudioClip clip, _) = Clips.Pair(5000);
        Measure.AssertSound(clip, 16_000, result);
        Measure.AssertConsistent(clip, result.Audio);
        Assert.All(result.Report.Networks, network => Assert.Equal(StopReason.Diverged, network.Outcome.Reason));
        Assert.InRange(result.Report.GainOverBaseline ?? 0, 0, 1);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_gradient_that_is_too_short_counts_as_no_number(FitMode mode)
    {
        UpsampleResult result = Fit(mode, new DelegateLoss((prediction, target, gradient) =>
        {
            float[] own = new float[prediction.Length];
            double value = SquaredError.Evaluate(prediction, target, own);
            own[..^1].CopyTo(gradient);
            return value;
        }));
        (AudioClip clip, _) = Clips.Pair(5000);
        Measure.AssertSound(clip, 16_000, result);
        Measure.AssertConsistent(clip, result.Audio);
        Assert.All(result.Report.Networks, network => Assert.Equal(StopReason.Diverged, network.Outcome.Reason));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_gradient_that_is_too_long_is_the_losss_own_exception(FitMode mode)
    {
        var loss = new DelegateLoss((prediction, _, gradient) =>
        {
            new float[prediction.Length + 1].CopyTo(gradient);
            return 0;
        });
        _ = Assert.Throws<ArgumentException>(() => Fit(mode, loss));
    }

    [Fact]
    public void A_loss_that_falls_while_its_gradient_is_no_number_cannot_smuggle_that_into_the_result()
    {
        int calls = 0;
        UpsampleResult result = Fit(FitMode.Guided, new DelegateLoss((_, _, gradient) =>
        {
            gradient.Fill(float.NaN);
            return 1.0 / Interlocked.Increment(ref calls);
        }));
        (AudioClip clip, _) = Clips.Pair(5000);
        Measure.AssertSound(clip, 16_000, result);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void An_exception_of_a_loss_comes_out_as_it_is_and_stops_the_other_networks(FitMode mode)
    {
        int calls = 0;
        var loss = new DelegateLoss((_, _, _) =>
        {
            _ = Interlocked.Increment(ref calls);
            throw new TimeZoneNotFoundException("mine");
        });
        TimeZoneNotFoundException failure = Assert.Throws<TimeZoneNotFoundException>(() => Fit(mode, loss));
        Assert.Equal("mine", failure.Message);
        Assert.Contains(
            nameof(An_exception_of_a_loss_comes_out_as_it_is_and_stops_the_other_networks), failure.StackTrace!, StringComparison.Ordinal);
        Assert.InRange(calls, 1, 3);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void An_exception_of_a_progress_handler_comes_out_as_it_is(FitMode mode)
    {
        var progress = new ProgressRecorder(report => throw new TimeZoneNotFoundException("mine"));
        UpsamplerOptions options = Quick.Options with { MaxDegreeOfParallelism = 3 };
        _ = Assert.Throws<TimeZoneNotFoundException>(() => Quick.Fit(mode, options, progress: progress));
        Assert.InRange(progress.Reports.Count, 1, 3);
    }

    [Fact]
    public void A_cancellation_that_a_handler_throws_is_the_hosts_own_affair()
    {
        var progress = new ProgressRecorder(report => throw new OperationCanceledException("mine"));
        UpsamplerOptions options = Quick.Options with { OnCancellation = CancellationBehavior.ReturnBest };
        Assert.Equal("mine", Assert.Throws<OperationCanceledException>(() => Quick.Fit(FitMode.Blind, options, progress: progress)).Message);
    }

    [Fact]
    public void No_thread_is_left_behind_by_fits_that_fail()
    {
        var loss = new DelegateLoss((_, _, _) => throw new TimeZoneNotFoundException("mine"));
        UpsamplerOptions options = WithLoss(loss) with { MaxDegreeOfParallelism = 16 };
        int before = ThreadCount();
        for (int i = 0; i < 20; i++)
        {
            // One segment, whose network would have fifteen threads of its own.
            _ = Assert.Throws<TimeZoneNotFoundException>(() => Quick.Fit(FitMode.Guided, options, 1500));
        }

        Assert.InRange(ThreadCount() - before, -1000, 100);
    }

    private static int ThreadCount()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    private static UpsampleResult Fit(FitMode mode, IWaveformLoss loss) =>
        Quick.Fit(mode, WithLoss(loss) with { MaxDegreeOfParallelism = 3 });

    private static UpsamplerOptions WithLoss(IWaveformLoss loss)
    {
        UpsamplerOptions options = Quick.With(new FitOptions { StepCount = 15 });
        return options with { Guided = options.Guided with { Loss = loss }, Blind = options.Blind with { ExtraLoss = new(loss, 1) } };
    }
}
