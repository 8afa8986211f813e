using Microsoft.Extensions.Logging.Abstractions;
using Siren2.Baseline;
using Siren2.Core.Tests.Baseline;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;
using Siren2.Fits;
using Siren2.Optimization;
using Siren2.Parts;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Parts;

/// <summary>Fits of either kind part by part, beside the same in memory.</summary>
public class StreamFitTests
{
    private const int Length = 20_000;

    private static readonly UpsamplerOptions Options = Quick.Options with { InputFilter = AntiAliasingFilter.Ideal, Bandwidth = 1e6 };

    /// <summary>Options of guided fits that gain something.</summary>
    private static readonly UpsamplerOptions Longer = Options with
    {
        Guided = Options.Guided with { SegmentLength = 4096, Decoder = new() { Width = 48, Depth = 2, UseBaseline = true }, Fit = new() { StepCount = 60 } },
    };

    /// <summary>What undoes a steep roll-off, and steep filters, are heard from further than the small blocks of other tests reach.</summary>
    private static readonly PartSizes Large = new(1 << 16, 4096);

    private static readonly Lazy<(AudioClip Clip, AudioClip Reference)> Stereo = new(() => Streamed.Pair(Clips.Noise(2 * Length, 16_000, channels: 2)));

    private static readonly Lazy<(AudioClip Audio, UpsampleReport Report)> StereoFit =
        new(() => Streamed.Fit(Options with { MaxDegreeOfParallelism = 1 }, Stereo.Value.Clip, 16_000, Stereo.Value.Reference));

    public static TheoryData<FitMode> Modes => [FitMode.Blind, FitMode.Guided];

    [Fact]
    [Trait("Suite", "slow")]
    public void A_guided_fit_gains_no_less_than_in_memory_and_reports_what_it_gains()
    {
        (AudioClip clip, AudioClip reference) = Tones(Length);
        UpsampleReport inMemory = new ClipFit(Longer, new GuidedStrategy(Longer, reference), NullLogger.Instance)
            .Run(clip, 16_000, InputBand.Full(clip), null, default).Report;
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(Longer, clip, 16_000, reference);
        Assert.InRange(report.PartCount, 3, 20);
        Assert.True(report.IsProjected);
        Assert.InRange(inMemory.GainOverBaseline!.Value, 3, 60);
        Assert.True(report.GainOverBaseline!.Value > inMemory.GainOverBaseline.Value - 1);

        // The report counts what was written, joints and all.
        (AudioClip baseline, _) = Streamed.Fit(Options with { Detail = 0 }, clip, 16_000);
        double gain = Measure.Psnr(reference, audio) - Measure.Psnr(reference, baseline);
        Assert.Equal(gain, report.GainOverBaseline.Value, 0.05);
    }

    /// <summary>Where a part is cut off, a loud tone leaves far more of itself above the band than the recording has there.</summary>
    [Fact]
    public void A_quiet_missing_band_does_not_make_a_reference_that_of_another_decimator()
    {
        float[] above = new float[2 * Length];
        new MissingBandProjector(8000, 16_000, Length).Project(Clips.Samples(2 * Length, 1e-3f, 1), above);
        var reference = Clips.Of(2 * Length, i => (0.5f * Window(i) * MathF.Sin(i * 0.4f)) + (Window(i) * above[i]), 16_000);
        (AudioClip clip, _) = Streamed.Pair(reference);
        (_, UpsampleReport report) = Streamed.Fit(Options, clip, 16_000, reference);
        Assert.InRange(report.PartCount, 3, 20);
        Assert.True(report.IsProjected);

        // The clip itself begins and ends gently.
        static float Window(int i) => MathF.Min(1, 1e-4f * MathF.Min(i, (2 * Length) - 1 - i));
    }

    [Fact]
    public void A_reference_of_another_decimator_is_fitted_and_said_not_to_be_projected()
    {
        AudioClip reference = Clips.Noise(2 * Length, 16_000);
        AudioClip clip = new SincResampler(16_000, 8000, SincQuality.Fast).Resample(reference);
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(Options, clip, 16_000, reference);
        Assert.False(report.IsProjected);
        Assert.InRange(report.PartCount, 3, 20);
        Assert.True(report.GainOverBaseline > 0);
        Assert.Equal(2 * Length, audio.Length);
    }

    [Theory]
    [InlineData(-160)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(160)]
    public void A_reference_may_end_some_milliseconds_before_or_after_the_clip(int samples)
    {
        (AudioClip clip, AudioClip reference) = Stereo.Value;
        (AudioClip expected, UpsampleReport whole) = StereoFit.Value;
        float[] left = reference.Channel(0).ToArray();
        float[] right = reference.Channel(1).ToArray();
        Array.Resize(ref left, left.Length + samples);
        Array.Resize(ref right, right.Length + samples);
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(Options, clip, 16_000, new AudioClip(16_000, left, right));
        Assert.Equal(2 * Length, audio.Length);
        Assert.Equal(whole.GainOverBaseline!.Value, report.GainOverBaseline!.Value, 0.1);

        // All but the last part has seen the same.
        IAudioSource first = expected;
        var plan = Streamed.Plan(clip, 16_000);
        int same = (int)plan[plan.Count - 1].OutputStart;
        Measure.AssertSameBits(first.Read(0, same), ((IAudioSource)audio).Read(0, same));
        if (samples > 0)
        {
            Measure.AssertSameBits(expected, audio);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Suite", "slow")]
    public void The_bits_depend_neither_on_threads_nor_on_where_samples_come_from(FitMode mode)
    {
        (AudioClip clip, AudioClip reference) = Stereo.Value;
        IAudioSource? original = mode == FitMode.Guided ? reference : null;
        (AudioClip expected, UpsampleReport report) = original is null
            ? Streamed.Fit(Options with { MaxDegreeOfParallelism = 1 }, clip, 16_000)
            : StereoFit.Value;
        using var file = new MemoryStream();
        clip.Save(file, WaveEncoding.Float32);
        file.Position = 0;
        using var reader = new WaveFileSource(file);
        (AudioClip audio, UpsampleReport again) = Streamed.Fit(Options with { MaxDegreeOfParallelism = 2 }, reader, 16_000, original);
        Measure.AssertSameBits(expected, audio);
        Assert.Equal(report, again with { Elapsed = report.Elapsed });
    }

    [Fact]
    public void Parts_do_not_repeat_each_others_texture()
    {
        // The clip repeats itself from part to part; a texture that did so too would be heard as a pattern.
        var plan = Streamed.Plan(8000, 16_000, Length);
        int hop = (int)(plan[2].InputStart - plan[1].InputStart);
        float[] period = Clips.Samples(hop, 0.3f, 1);
        AudioClip clip = Clips.Of(4 * hop, i => period[i % hop]);
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(Options with { Detail = 0.8 }, clip, 16_000);
        (AudioClip baseline, _) = Streamed.Fit(Options with { Detail = 0 }, clip, 16_000);
        Assert.True(report.PartCount > 2);
        float[] texture = [.. audio.Channel(0).ToArray().Zip(baseline.Channel(0).ToArray(), (a, b) => a - b)];
        double product = 0;
        double energy = 0;
        for (int i = 2 * hop; i < 4 * hop; i++)
        {
            product += (double)texture[i] * texture[i + (2 * hop)];
            energy += (double)texture[i] * texture[i];
        }

        Assert.InRange(Math.Abs(product) / energy, 0, 0.3);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Suite", "slow")]
    public void Canceled_on_the_way_it_throws_within_one_step(FitMode mode)
    {
        using var source = new CancellationTokenSource();
        (AudioClip clip, AudioClip reference) = Streamed.Pair(Clips.Noise(2 * Length, 16_000));
        var progress = new ProgressRecorder(told => CancelIf(source, told.Fraction > 0.5));
        _ = Assert.Throws<OperationCanceledException>(() => Streamed.Fit(
            Options with { MaxDegreeOfParallelism = 1 }, clip, 16_000, mode == FitMode.Guided ? reference : null, progress: progress, cancellationToken: source.Token));
        Assert.Equal(1, progress.Steps.Count(told => told.Fraction > 0.5));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Told_to_return_its_best_it_goes_on_to_the_end_with_the_baseline(FitMode mode)
    {
        using var source = new CancellationTokenSource();
        (AudioClip clip, AudioClip reference) = Streamed.Pair(Clips.Noise(2 * Length, 16_000));
        UpsamplerOptions best = Options with { OnCancellation = CancellationBehavior.ReturnBest, MaxDegreeOfParallelism = 1 };
        IAudioSource? original = mode == FitMode.Guided ? reference : null;
        int parts = 0;
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(
            best, clip, 16_000, original, write: _ => CancelIf(source, ++parts == 1), cancellationToken: source.Token);
        (AudioClip whole, _) = Streamed.Fit(Options, clip, 16_000, original);
        (AudioClip baseline, _) = Streamed.Fit(Options with { Detail = 0 }, clip, 16_000);
        Assert.True(report.WasCanceled);
        Assert.Equal(2 * Length, report.Length);
        Assert.Equal(2 * Length, audio.Length);

        var plan = Streamed.Plan(8000, 16_000, Length);
        int end = (int)plan[1].OutputStart;
        int begin = end + plan.Overlap;
        AssertSame(whole, audio, 0, end);
        Assert.InRange(
            Measure.Distance(Stretch(baseline, begin, audio.Length), Stretch(audio, begin, audio.Length)), 0, 1e-13 * Measure.Energy(baseline));
        double worst = StreamPromiseTests.Worst(Measure.Inside(clip, 640), Measure.Inside(Streamed.Decimated(audio, 8000, Length), 640), 160);
        Assert.InRange(worst, 0, 1e-10);
    }

    [Fact]
    public void Canceled_before_the_start_the_best_so_far_is_the_baseline()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        AudioClip clip = Clips.Noise(Length);
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(
            Options with { OnCancellation = CancellationBehavior.ReturnBest }, clip, 16_000, cancellationToken: source.Token);
        Assert.True(report.WasCanceled);
        Assert.Equal(0, report.NetworkCount);
        Measure.AssertSameBits(Streamed.Fit(Options with { Detail = 0 }, clip, 16_000).Audio, audio);
        _ = Assert.Throws<OperationCanceledException>(() => Streamed.Fit(Options, clip, 16_000, cancellationToken: source.Token));
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_time_budget_is_shared_by_the_parts()
    {
        FitOptions endless = Options.Blind.Fit with { StepCount = 1_000_000, PlateauSteps = 0, TimeBudget = TimeSpan.FromSeconds(1) };
        UpsamplerOptions options = Options with { Blind = Options.Blind with { Fit = endless } };
        AudioClip clip = Clips.Noise(Length);
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(options, clip, 16_000);
        Assert.False(report.WasCanceled);
        Assert.Equal(2 * Length, audio.Length);
        Assert.InRange(report.Elapsed.TotalSeconds, 0.5, 20);

        // Every part has had some of it.
        (AudioClip baseline, _) = Streamed.Fit(Options with { Detail = 0 }, clip, 16_000);
        var plan = Streamed.Plan(8000, 16_000, Length);
        for (int index = 0; index < plan.Count; index++)
        {
            int start = (int)plan[index].OutputStart + plan.Overlap;
            IAudioSource found = audio;
            IAudioSource plain = baseline;
            Assert.True(Measure.Distance(found.Read(start, 2000), plain.Read(start, 2000)) > 0);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Clips_of_next_to_nothing_come_to_an_end(int length)
    {
        (AudioClip clip, AudioClip reference) = length == 0 ? (new AudioClip(8000, [[], []]), new AudioClip(16_000, [[], []])) : Clips.Pair(length, channels: 2);
        foreach (IAudioSource? original in (IAudioSource?[])[null, reference])
        {
            var progress = new ProgressRecorder();
            AudioClip? written = null;
            UpsampleReport report = original is null
                ? Quick.Upsampler.FitAndWrite(clip, 16_000, part => written = part, progress)
                : Quick.Upsampler.FitAndWrite(clip, original, part => written = part, progress);
            Assert.Equal((2L * length, 1, 0), (report.Length, report.PartCount, report.NetworkCount));
            UpsampleResult expected = original is null ? Quick.Upsampler.FitAndPredict(clip, 16_000) : Quick.Upsampler.FitAndPredict(clip, reference);
            Measure.AssertSameBits(expected.Audio, written!);
            Assert.Equal(1, Assert.Single(progress.Steps).Fraction);
        }
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    [Trait("Suite", "slow")]
    public void A_band_that_ends_early_is_filled_from_there_and_joints_hardly_touch_what_is_below(int rate)
    {
        AudioClip clip = Clips.Noise(130_000);
        UpsamplerOptions options = Options with { Bandwidth = 2500, Detail = 0.8 };
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(options, clip, rate, sizes: Large);
        Assert.InRange(report.PartCount, 2, 20);
        Assert.Equal(2500, report.InputBandwidth);

        var whole = new FittedClip(new ClipFit(options, new BlindStrategy(options), NullLogger.Instance)
            .Run(clip, rate, band: null, null, default));
        Assert.InRange(Below(whole.Render(), whole.Baseline), -300, -110);

        // No decimator finds here what cross-fades spread: joints are heard, far below what was added.
        Assert.InRange(Below(audio, whole.Baseline), -300, -65);
    }

    [Theory]
    [InlineData("SoX")]
    [InlineData("FFmpeg")]
    [Trait("Suite", "slow")]
    public void A_roll_off_is_undone_at_the_joints_as_in_memory(string name)
    {
        AntiAliasingFilter filter = name == "SoX" ? AntiAliasingFilter.Sox : AntiAliasingFilter.FFmpeg;
        AudioClip clip = InputBandTests.RolledOff(Clips.Noise(170_000), filter);
        UpsamplerOptions options = Quick.Options with { Detail = 0.9, InputFilter = name == "SoX" ? null : filter };
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(options, clip, 16_000, sizes: Large);
        Assert.Equal(filter.Center, report.InputFilter.Center);
        Assert.InRange(report.PartCount, 3, 20);
        AudioClip baseline = SincBaseline.Compute(clip, 16_000, options.Interpolation, report.InputFilter);
        double worst = StreamPromiseTests.Worst(
            Measure.Inside(Streamed.Decimated(baseline, 8000, clip.Length), 640), Measure.Inside(Streamed.Decimated(audio, 8000, clip.Length), 640), 160);
        Assert.InRange(10 * Math.Log10(worst), -300, -100);
    }

    /// <summary>What was added below 98 % of 2500 Hz in the worst 20 ms, relative to all that was added, in dB.</summary>
    private static double Below(AudioClip audio, AudioClip baseline)
    {
        float[] correction = [.. audio.Channel(0).ToArray().Zip(baseline.Channel(0).ToArray(), (a, b) => a - b)];
        double power = Measure.Distance(audio, baseline) / correction.Length;
        Assert.True(power > 1e-6);
        new ZeroPhaseFilter(f => f * audio.SampleRate < 0.98 * 2500 ? 1 : 0, 2000, 12.3).Apply(correction, correction);

        // At the very ends of the clip the brickwall that looks below rings.
        var below = new AudioClip(audio.SampleRate, correction[audio.SampleRate..^audio.SampleRate]);
        var silence = new AudioClip(audio.SampleRate, new float[below.Length]);
        return 10 * Math.Log10(StreamPromiseTests.Worst(silence, below, audio.SampleRate / 50, power));
    }

    private static void AssertSame(IAudioSource expected, IAudioSource actual, int start, int end) =>
        Measure.AssertSameBits(Stretch(expected, start, end), Stretch(actual, start, end));

    private static AudioClip Stretch(IAudioSource clip, int start, int end) => clip.Read(start, end - start);

    private static void CancelIf(CancellationTokenSource source, bool now)
    {
        if (now)
        {
            source.Cancel();
        }
    }

    /// <summary>Tones on either side of the clip's band edge, and the clip that an ideal decimator makes of them.</summary>
    private static (AudioClip Clip, AudioClip Reference) Tones(int length)
    {
        float[] frequencies = [310, 1730, 3100, 4700, 5900, 6400];
        AudioClip reference = Clips.Of(2 * length, i => frequencies.Sum(f => 0.1f * (float)Math.Sin(2 * Math.PI * f * i / 16_000)), 16_000);
        return Streamed.Pair(reference);
    }
}
