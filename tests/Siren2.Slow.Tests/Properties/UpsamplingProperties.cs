using Siren2.Baseline;
using Siren2.Core.Tests.Upsampling;
using Siren2.Resampling;

namespace Siren2.Slow.Tests.Properties;

/// <summary>What holds of every clip and every option, tried on clips and options drawn at random.</summary>
public class UpsamplingProperties
{
    [Fact]
    public void A_blind_result_has_the_exact_length_and_rate_is_finite_and_decimates_to_the_clip() => Job.ForAll(30, job =>
    {
        AudioClip clip = job.Clip();
        UpsampleResult result = new Upsampler(job.Options()).FitAndPredict(clip, job.Rate);
        Assert.Equal(((long)job.Length * job.Rate + job.ClipRate - 1) / job.ClipRate, result.Audio.Length);
        Measure.AssertSound(clip, job.Rate, result);
        Measure.AssertConsistent(clip, result.Audio);
    });

    [Fact]
    public void A_guided_result_has_the_exact_length_and_rate_is_finite_and_is_no_worse_than_the_baseline() => Job.ForAll(30, job =>
    {
        AudioClip clip = job.Clip();
        int length = new SincResampler(job.ClipRate, job.Rate).OutputLength(job.Length);
        AudioClip reference = (job with { ClipRate = job.Rate, Length = length }).Clip();
        UpsampleResult result = new Upsampler(job.Options()).FitAndPredict(clip, reference);
        Measure.AssertSound(clip, job.Rate, result);
        Assert.True(Measure.Distance(reference, result.Audio) <= 1.000001 * Measure.Distance(reference, result.Baseline));
        if (result.Report.IsProjected)
        {
            Measure.AssertConsistent(clip, result.Audio);
        }
    });

    [Fact]
    public void Detail_0_is_sinc_to_the_bit() => Job.ForAll(30, job =>
    {
        var options = job.Options() with { Detail = 0, InputFilter = null, Bandwidth = null };
        Measure.AssertSameBits(SincBaseline.Compute(job.Clip(), job.Rate), new Upsampler(options).FitAndPredict(job.Clip(), job.Rate).Audio);
    });

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_1_and_on_2_threads() => Job.ForAll(25, job =>
    {
        AudioClip one = new Upsampler(job.Options() with { MaxDegreeOfParallelism = 1 }).FitAndPredict(job.Clip(), job.Rate).Audio;
        AudioClip two = new Upsampler(job.Options() with { MaxDegreeOfParallelism = 2 }).FitAndPredict(job.Clip(), job.Rate).Audio;
        Measure.AssertSameBits(one, two);
    });

    [Fact]
    public void A_clip_that_is_louder_gives_a_result_that_is_as_much_louder() => Job.ForAll(25, job =>
    {
        // Far below, the power under which a spectrum counts as empty begins to matter.
        Job quiet = job with { Amplitude = MathF.Max(job.Amplitude, 0.01f) };
        var upsampler = new Upsampler(job.Options());
        UpsampleResult result = upsampler.FitAndPredict(quiet.Clip(), job.Rate);
        UpsampleResult louder = upsampler.FitAndPredict((quiet with { Amplitude = 8 * quiet.Amplitude }).Clip(), job.Rate);

        // The baseline but for rounding; of the texture the energy, since steps of optimization let rounding grow.
        Measure.AssertClose(Clips.Scaled(result.Baseline, 8), louder.Baseline, 1e-12);
        Assert.InRange(Measure.Injected(louder), 0.9 * 64 * Measure.Injected(result), 1.1 * 64 * Measure.Injected(result));
    });

    [Fact]
    public void A_clip_that_comes_later_gives_a_result_that_comes_as_much_later() => Job.ForAll(
        30,
        job =>
        {
            // Whole periods of the ratio, so that the delay is one of whole samples at either rate; silence before, and behind for the tail.
            int divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(job.ClipRate, job.Rate);
            int period = job.ClipRate / divisor;
            if (period > 400)
            {
                return;
            }

            int delay = period * (1 + (200 / period));
            float[] samples = job.Channel(0);
            float[] silence = new float[2 * period * (1 + (1000 / period))];
            AudioClip early = new(job.ClipRate, [.. silence, .. samples, .. new float[delay], .. silence]);
            AudioClip late = new(job.ClipRate, [.. silence, .. new float[delay], .. samples, .. silence]);
            AudioClip first = SincBaseline.Compute(early, job.Rate);
            AudioClip second = SincBaseline.Compute(late, job.Rate);
            int shift = (int)((long)delay * job.Rate / job.ClipRate);
            AudioClip moved = new(job.Rate, first.Channel(0)[..^shift].ToArray());

            // A brickwall rings on as 1/t, and so what 1000 samples of silence cut off differs: −60 dB at most.
            Measure.AssertClose(moved, new AudioClip(job.Rate, second.Channel(0)[shift..].ToArray()), 1e-6);

            // The texture moves with it, as far as the grid of its frames allows: there is as much of it.
            UpsampleResult before = new Upsampler(job.Options()).FitAndPredict(early, job.Rate);
            UpsampleResult after = new Upsampler(job.Options()).FitAndPredict(late, job.Rate);
            Assert.InRange(Measure.Injected(after), 0.5 * Measure.Injected(before), 2 * Measure.Injected(before));
        },
        fewestSamples: 1500);

    [Fact]
    public void Channels_that_change_places_take_their_results_with_them() => Job.ForAll(25, job =>
    {
        float[][] channels = [.. Enumerable.Range(0, job.Channels).Select(job.Channel)];
        float[][] turned = [.. channels[1..], channels[0]];
        var upsampler = new Upsampler(job.Options());
        UpsampleResult result = upsampler.FitAndPredict(new AudioClip(job.ClipRate, channels), job.Rate);
        UpsampleResult other = upsampler.FitAndPredict(new AudioClip(job.ClipRate, turned), job.Rate);
        for (int c = 0; c < channels.Length; c++)
        {
            int place = (c + channels.Length - 1) % channels.Length;
            Assert.Equal(result.Baseline.Channel(c), other.Baseline.Channel(place));

            // Textures are drawn anew for each place; what they may cost is the channel's own.
            Assert.InRange(Injected(other, place), 0.5 * Injected(result, c), 2 * Injected(result, c));
        }
    });

    private static double Injected(UpsampleResult result, int channel)
    {
        double distance = System.Numerics.Tensors.TensorPrimitives.Distance<float>(result.Audio.Channel(channel), result.Baseline.Channel(channel));
        return distance * distance;
    }
}
