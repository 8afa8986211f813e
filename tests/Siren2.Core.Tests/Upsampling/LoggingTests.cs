using Microsoft.Extensions.Logging;
using Siren2.Decimation;
using Siren2.Losses;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Upsampling;

public class LoggingTests
{
    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void Every_message_names_the_mode_and_nothing_that_is_in_order_warns(FitMode mode)
    {
        var log = new LogRecorder();
        (AudioClip clip, AudioClip reference) = Clips.Pair(5000);
        var upsampler = new Upsampler(Quick.Options, log);
        _ = mode == FitMode.Blind ? upsampler.FitAndPredict(clip, 16_000) : upsampler.FitAndPredict(clip, reference);
        Assert.All(log.Entries, entry => Assert.StartsWith($"{mode} fit", entry.Message, StringComparison.Ordinal));
        Assert.All(log.Entries, entry => Assert.InRange(entry.Level, LogLevel.Debug, LogLevel.Information));

        // Beginning and end for whoever watches, the rest for whoever looks closer: one message for each of the three networks.
        Assert.Equal(2, log.Entries.Count(entry => entry.Level == LogLevel.Information));
        Assert.Contains("5000 samples at 8000 Hz to 10000 at 16000 Hz", log.Entries.First().Message, StringComparison.Ordinal);
        Assert.Contains("done: 3 network(s)", log.Entries.Last().Message, StringComparison.Ordinal);
        Assert.Equal(3, log.Entries.Count(entry => entry.Message.Contains("steps to loss", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_roll_off_is_named_only_where_one_is_undone(bool isUndone)
    {
        var log = new LogRecorder();
        AntiAliasingFilter filter = isUndone ? AntiAliasingFilter.Sox : AntiAliasingFilter.Ideal;
        _ = new Upsampler(Quick.Options with { InputFilter = filter }, log).FitAndPredict(Clips.Noise(1000), 16_000);
        string[] named = [.. log.Entries.Select(entry => entry.Message).Where(text => text.Contains("roll-off", StringComparison.Ordinal))];
        Assert.Equal(isUndone ? ["Blind fit: the decimator's roll-off at 0.9556 of the Nyquist frequency, 0.0104 wide, is undone"] : [], named);
    }

    [Fact]
    public void Shares_of_energy_are_the_same_however_loud_a_clip_is()
    {
        AudioClip loud = Clips.Noise(4000);
        var soft = new AudioClip(loud.SampleRate, [.. loud.Channel(0).ToArray().Select(sample => sample / 4)]);
        Assert.Equal(Said(loud), Said(soft));

        static string Said(AudioClip clip)
        {
            var log = new LogRecorder();
            _ = new Upsampler(new UpsamplerOptions(), log).FitAndPredict(clip, 16_000);
            return Assert.Single(log.Entries, entry => entry.Message.Contains("times the energy of the clip", StringComparison.Ordinal)).Message;
        }
    }

    [Fact]
    public void Silence_is_said_to_leave_nothing_to_fit()
    {
        var log = new LogRecorder();
        _ = new Upsampler(Quick.Options, log).FitAndPredict(new AudioClip(8000, new float[4000]), 16_000);
        Assert.Contains(log.Entries, entry => entry.Level == LogLevel.Information
            && entry.Message.StartsWith("Blind fit: nothing to fit", StringComparison.Ordinal));
    }

    [Fact]
    public void A_divergence_a_cancellation_and_a_reference_of_another_decimator_are_warned_of()
    {
        var diverged = new LogRecorder();
        (AudioClip clip, AudioClip reference) = Clips.Pair(3000);
        var loss = new DelegateLoss((_, _, gradient) =>
        {
            gradient.Clear();
            return double.NaN;
        });
        _ = new Upsampler(Quick.Options with { Guided = Quick.Options.Guided with { Loss = loss } }, diverged).FitAndPredict(clip, reference);
        AssertWarned(diverged, "Guided fit, channel 0, segment at 0: the loss diverged 6 time(s)");

        var canceled = new LogRecorder();
        using var source = new CancellationTokenSource();
        source.Cancel();
        UpsamplerOptions keep = Quick.Options with { OnCancellation = CancellationBehavior.ReturnBest };
        _ = new Upsampler(keep, canceled).FitAndPredict(clip, 16_000, null, source.Token);
        AssertWarned(canceled, "Blind fit canceled");

        var mismatch = new LogRecorder();
        _ = new Upsampler(Quick.Options, mismatch).FitAndPredict(
            new SincResampler(16_000, 8000, SincQuality.Fast).Resample(reference), reference);
        AssertWarned(mismatch, "Guided fit: the reference does not decimate to the clip (channel 0: -");
    }

    [Fact]
    public void Nothing_is_written_to_the_console()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        (TextWriter oldOutput, TextWriter oldError) = (Console.Out, Console.Error);
        Console.SetOut(output);
        Console.SetError(error);
        try
        {
            _ = Quick.Fit(FitMode.Blind, Quick.Options, 1000);
            _ = Quick.Fit(FitMode.Guided, Quick.Options, 1000);
        }
        finally
        {
            Console.SetOut(oldOutput);
            Console.SetError(oldError);
        }

        Assert.Empty(output.ToString());
        Assert.Empty(error.ToString());
    }

    [Fact]
    public void A_divergence_that_the_fit_recovers_from_is_no_warning()
    {
        var log = new LogRecorder();
        (AudioClip clip, AudioClip reference) = Clips.Pair(3000);
        int calls = 0;
        var square = new MeanSquaredErrorLoss();
        var loss = new DelegateLoss((prediction, target, gradient) =>
        {
            double value = square.Evaluate(prediction, target, gradient);
            return Interlocked.Increment(ref calls) == 3 ? double.NaN : value;
        });
        UpsampleResult result = new Upsampler(
            Quick.Options with { Guided = Quick.Options.Guided with { Loss = loss } }, log).FitAndPredict(clip, reference);
        Assert.Equal(1, result.Report.Networks.Sum(network => network.Outcome.Divergences));
        Assert.DoesNotContain(log.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Contains(log.Entries, entry => entry.Message.Contains("diverged 1 time(s), and the fit went on", StringComparison.Ordinal));
    }

    private static void AssertWarned(LogRecorder log, string beginning) => Assert.Contains(
        log.Entries, entry => entry.Level == LogLevel.Warning && entry.Message.StartsWith(beginning, StringComparison.Ordinal));
}
