using Siren2.Baseline;
using Siren2.Core.Tests.Resampling;
using Siren2.Decimation;
using Siren2.Resampling;
using Siren2.Tests;

namespace Siren2.Core.Tests.Baseline;

public class SincBaselineTests
{
    /// <summary>
    /// 1 s of speech decimated by a brickwall: the baseline comes nearly as near to the original as Fourier
    /// interpolation, the ideal one for such a clip. Plain sinc is further off.
    /// </summary>
    [Fact]
    public void Comes_nearer_to_ideal_interpolation_than_plain_sinc()
    {
        float[] original = Fixture.Load("resampling")["input"].Data[..22_050];
        float[] low = FourierResampler.Resample(original, 5_512);
        float[] baseline = SincBaseline.Compute(new AudioClip(5_512, low), 22_050).Channel(0).ToArray();
        double ideal = Spectrum.RelativeError(FourierResampler.Resample(low, 22_050), original);
        double sinc = Spectrum.RelativeError(new SincResampler(5_512, 22_050).Resample(low), original);
        Assert.InRange(Spectrum.RelativeError(baseline, original), ideal - 0.001, ideal + (0.6 * (sinc - ideal)));
        Assert.True(sinc > ideal + 0.01);
    }

    [Theory]
    [InlineData(5_512, 22_050, 3_000)]
    [InlineData(8_000, 16_000, 3_001)]
    [InlineData(44_100, 48_000, 4_410)]
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
            Assert.True(Spectrum.RelativeError(decimated.AsSpan(620..^620), clip.Channel(c)[620..^620]) < -140);
        }
    }

    /// <summary>
    /// Where a clip is cut in mid-wave, nobody knows what its decimator would have put beyond; the baseline is no worse there than plain sinc.
    /// </summary>
    [Fact]
    public void A_clip_that_is_cut_loses_nothing_to_plain_sinc_at_its_ends()
    {
        float[] original = [.. Fixture.Load("resampling")["input"].Data.AsSpan(6_000, 12_000)];
        for (int i = 0; i < original.Length; i++)
        {
            original[i] += 0.3f;
        }

        float[] low = new SincResampler(22_050, 11_025).Resample(original);
        double plain = Spectrum.RelativeError(new SincResampler(11_025, 22_050).Resample(low), original);
        float[] baseline = SincBaseline.Compute(new AudioClip(11_025, low), 22_050).Channel(0).ToArray();
        Assert.InRange(Spectrum.RelativeError(baseline, original), -200, plain + 0.05);
    }

    /// <summary>
    /// The last samples before a cut, where plain sinc has lost what belongs beyond: to make them consistent with the clip made them worse.
    /// </summary>
    [Theory]
    [InlineData(8_000, 16_000)]
    [InlineData(8_000, 48_000)]
    [InlineData(22_050, 44_100)]
    public void The_ends_of_a_wave_that_is_cut_are_no_worse_than_those_of_plain_sinc(int rate, int targetRate)
    {
        float[] original = new float[targetRate / 2];
        for (int i = 0; i < original.Length; i++)
        {
            original[i] = (float)(0.4 + (0.2 * Math.Sin(2 * Math.PI * 110 * i / targetRate)));
        }

        // Every n-th sample of a wave far below either Nyquist frequency: no decimator has touched the ends.
        int factor = targetRate / rate;
        float[] low = [.. Enumerable.Range(0, original.Length / factor).Select(i => original[i * factor])];
        float[] plain = new SincResampler(rate, targetRate).Resample(low);
        float[] baseline = SincBaseline.Compute(new AudioClip(rate, low), targetRate).Channel(0).ToArray();
        foreach (Range end in new[] { ..(100 * factor), ^(100 * factor).. })
        {
            double lost = Spectrum.RelativeError(baseline.AsSpan(end), original.AsSpan(end));
            Assert.InRange(lost, -200, Spectrum.RelativeError(plain.AsSpan(end), original.AsSpan(end)) + 0.05);
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
