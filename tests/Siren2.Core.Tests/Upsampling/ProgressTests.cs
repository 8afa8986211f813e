using Siren2.Losses;
using Siren2.Optimization;

namespace Siren2.Core.Tests.Upsampling;

public class ProgressTests
{
    public static TheoryData<FitMode, string> Cases => new()
    {
        { FitMode.Blind, "steps" },
        { FitMode.Blind, "plateau" },
        { FitMode.Blind, "budget" },
        { FitMode.Guided, "steps" },
        { FitMode.Guided, "plateau" },
        { FitMode.Guided, "budget" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_fraction_rises_to_1_whatever_ends_the_fit(FitMode mode, string rule)
    {
        (FitOptions fit, StopReason reason) = rule switch
        {
            "steps" => (new FitOptions { StepCount = 5 }, StopReason.StepsTaken),
            "plateau" => (new FitOptions { StepCount = 100_000, PlateauSteps = 2, PlateauImprovement = 1 }, StopReason.Plateau),
            _ => (new FitOptions { StepCount = 1_000_000, TimeBudget = TimeSpan.FromMilliseconds(60) }, StopReason.TimeBudget),
        };
        var progress = new ProgressRecorder();
        UpsampleResult result = Quick.Fit(mode, Quick.With(fit), progress: progress);

        Assert.All(result.Report.Networks, network => Assert.Equal(reason, network.Outcome.Reason));
        Assert.All(progress.Steps.Zip(progress.Steps.Skip(1)), pair => Assert.True(pair.Second.Fraction > pair.First.Fraction));
        Assert.All(progress.Steps.Zip(progress.Steps.Skip(1)), pair => Assert.True(pair.Second.Elapsed >= pair.First.Elapsed));
        Assert.Equal(1, progress.Steps[^1].Fraction);
        Assert.Equal(TimeSpan.Zero, progress.Steps[^1].Remaining);
        Assert.All(progress.Steps, report =>
        {
            Assert.Equal(mode, report.Mode);
            Assert.Equal(3, report.NetworkCount);
            Assert.Equal(3L * fit.StepCount, report.StepCount);
            Assert.InRange(report.Network, 0, 2);
            Assert.InRange(report.StepsTaken, 1, report.StepCount);
            Assert.True(double.IsFinite(report.Loss));
            Assert.False(report.Remaining < TimeSpan.Zero);
            Assert.True(report.Remaining is not null || rule == "budget");
        });
    }

    [Fact]
    public void Every_step_of_every_network_is_told_with_the_loss_that_the_report_keeps()
    {
        var progress = new ProgressRecorder();
        UpsampleResult result = Quick.Fit(FitMode.Guided, Quick.Options with { MaxDegreeOfParallelism = 3 }, progress: progress);
        for (int network = 0; network < 3; network++)
        {
            Assert.Equal(
                result.Report.Networks[network].Outcome.Losses,
                progress.Steps.Where(report => report.Network == network).Select(report => report.Loss));
        }
    }

    [Fact]
    public void While_a_handler_waits_the_other_threads_go_on()
    {
        // Three networks on three threads: the handler holds the first report of a step until both others have been judged to their ends.
        using var enough = new ManualResetEventSlim();
        int evaluations = 0;
        var counted = new DelegateLoss((prediction, target, gradient) =>
        {
            if (Interlocked.Increment(ref evaluations) == 2 * (Quick.Options.Guided.Fit.StepCount + 1))
            {
                enough.Set();
            }

            return new MeanSquaredErrorLoss().Evaluate(prediction, target, gradient);
        });
        bool wentOn = true;
        var progress = new ProgressRecorder(told => wentOn &= told.Stage != FitStage.Fit || enough.Wait(TimeSpan.FromMinutes(1)));
        _ = Quick.Fit(
            FitMode.Guided, Quick.Options with { MaxDegreeOfParallelism = 3, Guided = Quick.Options.Guided with { Loss = counted } }, progress: progress);
        Assert.True(wentOn);
        Assert.Equal(3 * Quick.Options.Guided.Fit.StepCount, progress.Steps.Count);
    }

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void A_fit_with_nothing_to_do_says_once_that_it_is_done(FitMode mode)
    {
        var progress = new ProgressRecorder();
        (AudioClip low, AudioClip high) = (new AudioClip(8000, new float[4000]), new AudioClip(16_000, new float[8000]));
        var upsampler = new Upsampler(Quick.Options);
        _ = mode == FitMode.Blind ? upsampler.FitAndPredict(low, 16_000, progress) : upsampler.FitAndPredict(low, high, progress);

        FitProgress only = Assert.Single(progress.Steps);
        Assert.Equal((mode, 0L, 0, -1, 1.0), (only.Mode, only.StepCount, only.NetworkCount, only.Network, only.Fraction));
        Assert.Equal(TimeSpan.Zero, only.Remaining);
    }

    [Fact]
    public void What_is_left_is_the_pace_so_far_times_the_steps_left()
    {
        var progress = new ProgressRecorder();
        _ = Quick.Fit(FitMode.Blind, Quick.Options, progress: progress);

        // The pace is that of the steps alone: by all reports they have begun at one time.
        double[] starts = [.. progress.Steps.Where(report => report.Fraction < 1)
            .Select(report => report.Elapsed.TotalSeconds - (report.Remaining!.Value.TotalSeconds * report.Fraction / (1 - report.Fraction)))];
        Assert.InRange(starts.Max() - starts.Min(), 0, 1e-4);
        Assert.InRange(starts[0], 0, progress.Steps[0].Elapsed.TotalSeconds);
        Assert.Equal(TimeSpan.Zero, progress.Steps[^1].Remaining);
    }

    [Fact]
    public void A_time_budget_is_shared_by_the_networks_and_leaves_a_sound_result()
    {
        (AudioClip clip, _) = Clips.Pair(5000);
        UpsamplerOptions options = Quick.With(new FitOptions { StepCount = 1_000_000, TimeBudget = TimeSpan.FromMilliseconds(150) });
        UpsampleResult result = Quick.Fit(FitMode.Guided, options with { MaxDegreeOfParallelism = 1 });
        Measure.AssertSound(clip, 16_000, result);
        Measure.AssertConsistent(clip, result.Audio);
        Assert.All(result.Report.Networks, network => Assert.InRange(network.Outcome.Losses.Count, 0, 999_999));
        Assert.All(result.Report.Networks, network => Assert.Equal(StopReason.TimeBudget, network.Outcome.Reason));
    }

    [Fact]
    public void The_smallest_budget_still_gives_an_answer()
    {
        (AudioClip clip, _) = Clips.Pair(5000);
        UpsamplerOptions options = Quick.With(new FitOptions { TimeBudget = TimeSpan.FromTicks(1) });
        foreach (FitMode mode in (FitMode[])[FitMode.Blind, FitMode.Guided])
        {
            var progress = new ProgressRecorder();
            UpsampleResult result = Quick.Fit(mode, options, progress: progress);
            Measure.AssertSound(clip, 16_000, result);
            Measure.AssertConsistent(clip, result.Audio);
            Assert.Equal(1, progress.Steps[^1].Fraction);
            Assert.InRange(result.Report.GainOverBaseline ?? 0, 0, 1);
        }
    }
}
