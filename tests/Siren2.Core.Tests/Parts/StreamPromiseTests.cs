using System.Numerics.Tensors;
using Siren2.Baseline;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Parts;

/// <summary>What holds of a clip that is worked on part by part, above all where parts are joined.</summary>
public class StreamPromiseTests
{
    private const int Length = 35_000;

    private static readonly UpsamplerOptions Options = Quick.Options with { InputFilter = AntiAliasingFilter.Ideal, Bandwidth = 1e6 };

    private static readonly Lazy<(AudioClip Clip, AudioClip Audio, UpsampleReport Report)> Noise = new(() =>
    {
        AudioClip clip = Clips.Noise(Length, channels: 2);
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(Options with { Detail = 0.8 }, clip, 16_000);
        return (clip, audio, report);
    });

    [Theory]
    [InlineData(8000, 16_000, 20_000)]
    [InlineData(8000, 11_025, 40_000)]
    [InlineData(22_050, 24_000, 45_001)]
    [InlineData(8000, 44_100, 15_001)]
    public void Decimating_the_result_gives_the_clip_back_at_the_joints_too(int rate, int outputRate, int length)
    {
        AudioClip clip = Clips.Noise(length, rate);
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(Options with { Detail = 0.9 }, clip, outputRate);
        Assert.InRange(report.PartCount, 3, 20);
        Assert.InRange(report.EstimatedPsnrCost!.Value, 0.1, 10);
        AudioClip decimated = Streamed.Decimated(audio, rate, clip.Length);

        // 20 ms on their own would show a joint that a mean over all hides.
        double worst = Worst(Measure.Inside(clip, 640), Measure.Inside(decimated, 640), rate / 50);
        Assert.InRange(worst, 0, 1e-10);
    }

    [Fact]
    public void A_clip_of_one_part_is_fitted_as_it_is_in_memory()
    {
        AudioClip clip = Clips.Noise(9000, channels: 2);
        UpsampleResult expected = Quick.Upsampler.FitAndPredict(clip, 16_000);
        AudioClip? actual = null;
        UpsampleReport report = Quick.Upsampler.FitAndWrite(clip, 16_000, part => actual = part);
        Measure.AssertSameBits(expected.Audio, actual!);
        Assert.Equal(1, report.PartCount);
        Assert.Equal(expected.Report.EstimatedPsnrCost, report.EstimatedPsnrCost);
        Assert.Equal(expected.Report.Networks.Count, report.NetworkCount);
        Assert.Equal(expected.Report.ParameterCount, report.ParameterCount);
    }

    [Fact]
    public void Without_detail_it_is_the_baseline_of_the_whole()
    {
        AudioClip clip = Clips.Noise(Length);
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(Options with { Detail = 0 }, clip, 16_000);
        Assert.InRange(report.PartCount, 3, 20);
        var projector = new MissingBandProjector(8000, 16_000, Length);
        float[] expected = SincBaseline.Compute(clip.Channel(0), new SincResampler(8000, 16_000), projector);
        Assert.InRange(Worst(new AudioClip(16_000, expected), audio, 320), 0, 1e-12);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void Textures_keep_their_level_across_joints()
    {
        (AudioClip clip, AudioClip audio, UpsampleReport report) = Noise.Value;
        var projector = new MissingBandProjector(8000, 16_000, Length);
        var plan = Streamed.Plan(clip, 16_000);
        Assert.Equal(plan.Count, report.PartCount);
        for (int c = 0; c < 2; c++)
        {
            float[] correction = new float[audio.Length];
            projector.Project(audio.Channel(c), correction);
            double mean = Power(correction);
            double joints = Enumerable.Range(1, plan.Count - 1).Average(index =>
                Power(correction.AsSpan((int)plan[index].OutputStart + (plan.Overlap / 2) - 256, 512)));
            Assert.InRange(10 * Math.Log10(joints / mean), -1.5, 1.5);
        }
    }

    [Fact]
    public void Joints_do_not_click()
    {
        // The texture of a clip whose spectrum falls steeply is smooth: a jump would show as curvature.
        float walk = 0;
        float[] noise = Clips.Samples(Length, 0.02f, 1);
        AudioClip clip = Clips.Of(Length, i => walk = (0.98f * walk) + noise[i], 1000);
        (AudioClip audio, UpsampleReport report) = Streamed.Fit(Options with { Detail = 1 }, clip, 4000);
        var plan = Streamed.Plan(clip, 4000);
        Assert.Equal(plan.Count, report.PartCount);
        float[] samples = audio.Channel(0).ToArray();
        double elsewhere = Measure.Curvature(samples, 2, samples.Length - 4);
        foreach (int place in (int[])[0, -256, 256])
        {
            double atJoints = Enumerable.Range(1, plan.Count - 1)
                .Average(index => Measure.Curvature(samples, (int)plan[index].OutputStart + (plan.Overlap / 2) + place - 2, 4));
            Assert.InRange(atJoints / elsewhere, 0, 4);
        }
    }

    private static double Power(ReadOnlySpan<float> signal) => TensorPrimitives.SumOfSquares(signal) / (double)signal.Length;

    /// <summary>
    /// The largest squared difference of any stretch, relative to the mean energy of stretches of that length, or to one of some power.
    /// </summary>
    internal static double Worst(AudioClip expected, AudioClip actual, int stretch, double? power = null)
    {
        Assert.Equal(expected.Length, actual.Length);
        double worst = 0;
        for (int c = 0; c < expected.ChannelCount; c++)
        {
            double mean = (power ?? Power(expected.Channel(c))) * stretch;
            for (int start = 0; start + stretch <= expected.Length; start += stretch)
            {
                double distance = TensorPrimitives.Distance(
                    expected.Channel(c).Slice(start, stretch), actual.Channel(c).Slice(start, stretch));
                worst = Math.Max(worst, distance * distance / mean);
            }
        }

        return worst;
    }
}
