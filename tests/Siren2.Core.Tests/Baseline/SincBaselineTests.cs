using Siren2.Baseline;
using Siren2.Core.Tests.Resampling;
using Siren2.Decimation;
using Siren2.Resampling;
using Siren2.Tests;

namespace Siren2.Core.Tests.Baseline;

public class SincBaselineTests
{
    /// <summary>
    /// 1 s of speech decimated by a brickwall: the baseline comes as near to the original as Fourier interpolation, the ideal
    /// one for such a clip.
    /// </summary>
    [Fact]
    public void Comes_as_near_to_the_original_as_ideal_interpolation()
    {
        float[] original = Fixture.Load("resampling")["input"].Data[..22_050];
        float[] low = FourierResampler.Resample(original, 5_512);
        float[] baseline = SincBaseline.Compute(new AudioClip(5_512, low), 22_050).Channel(0).ToArray();
        double ideal = Spectrum.RelativeError(FourierResampler.Resample(low, 22_050), original);
        Assert.Equal(ideal, Spectrum.RelativeError(baseline, original), 0.001);
        Assert.True(Spectrum.RelativeError(new SincResampler(5_512, 22_050).Resample(low), original) > ideal + 0.01);
    }

    [Theory]
    [InlineData(5_512, 22_050, 3_000)]
    [InlineData(8_000, 16_000, 3_001)]
    [InlineData(44_100, 48_000, 1)]
    public void Decimates_to_the_clip_in_every_channel(int rate, int targetRate, int length)
    {
        var clip = new AudioClip(rate, Spectrum.Noise(length, 1), Spectrum.Noise(length, 2));
        AudioClip baseline = SincBaseline.Compute(clip, targetRate);
        var projector = new MissingBandProjector(rate, targetRate, length);
        Assert.Equal((targetRate, 2, projector.OutputLength), (baseline.SampleRate, baseline.ChannelCount, baseline.Length));
        for (int c = 0; c < 2; c++)
        {
            var decimated = new float[length];
            projector.Decimate(baseline.Channel(c), decimated);
            Assert.True(Spectrum.RelativeError(decimated, clip.Channel(c)) < -140);
        }
    }

    [Fact]
    public void Silence_and_empty_clips_stay_so()
    {
        Assert.Equal(0, SincBaseline.Compute(new AudioClip(8_000, [[]]), 16_000).Length);
        AudioClip silence = SincBaseline.Compute(new AudioClip(8_000, new float[100]), 16_000);
        Assert.All(silence.Channel(0).ToArray(), sample => Assert.Equal(0f, sample));
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(0)]
    [InlineData(10_000_000)]
    public void Target_rates_that_are_not_above_the_clip_are_refused(int targetRate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SincBaseline.Compute(new AudioClip(8_000, new float[10]), targetRate));
}
