namespace Siren2.Core.Tests.Upsampling;

public class DeterminismTests
{
    // One segment shares its threads among blocks of rows, several segments run side by side.
    public static TheoryData<FitMode, int> Cases => new()
    {
        { FitMode.Blind, 1500 },
        { FitMode.Blind, 9000 },
        { FitMode.Guided, 1500 },
        { FitMode.Guided, 9000 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Same_seed_same_bits_whatever_the_number_of_threads_and_on_every_run(FitMode mode, int length)
    {
        AudioClip first = Fit(mode, length, 1).Audio;
        foreach (int threads in (int[])[1, 2, 3, 40])
        {
            Measure.AssertSameBits(first, Fit(mode, length, threads).Audio);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reports_are_as_reproducible_as_results(FitMode mode, int length)
    {
        UpsampleReport first = Fit(mode, length, 1).Report;
        UpsampleReport second = Fit(mode, length, 3).Report;
        Assert.Equal(first.MeanLosses(), second.MeanLosses());
        Assert.Equal(first.EstimatedPsnrCost, second.EstimatedPsnrCost);
        Assert.Equal(first.GainOverBaseline, second.GainOverBaseline);
        Assert.Equal(first.Networks.Select(network => network.Start), second.Networks.Select(network => network.Start));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Another_seed_makes_another_texture_of_like_energy(int seed)
    {
        UpsampleResult one = Quick.Fit(FitMode.Blind, Quick.Options);
        UpsampleResult other = Quick.Fit(FitMode.Blind, Quick.Options with { Seed = seed });
        Measure.AssertSameBits(one.Baseline, other.Baseline);
        double energy = Measure.Injected(one);
        Assert.InRange(Measure.Injected(other) / energy, 0.5, 2);

        // Unrelated textures are as far apart as their energies add up to.
        Assert.InRange(Measure.Distance(one.Audio, other.Audio) / energy, 1, 4);
    }

    [Fact]
    public void Segments_and_channels_with_the_same_content_get_textures_of_their_own()
    {
        float[] noise = Clips.Samples(2048, 0.3f, 1);
        UpsampleResult result = Quick.Upsampler.FitAndPredict(new AudioClip(8000, noise, noise), 16_000);
        Assert.Equal(result.Baseline.Channel(0), result.Baseline.Channel(1));
        Assert.NotEqual(result.Audio.Channel(0).ToArray(), result.Audio.Channel(1).ToArray());
    }

    [Fact]
    public void One_upsampler_serves_several_threads_at_once()
    {
        AudioClip[] clips = [.. Enumerable.Range(0, 6).Select(i => Clips.Noise(1000 + (300 * i)))];
        AudioClip[] expected = Array.ConvertAll(clips, clip => Quick.Upsampler.FitAndPredict(clip, 16_000).Audio);
        var actual = new AudioClip[clips.Length];
        _ = Parallel.For(0, clips.Length, i => actual[i] = Quick.Upsampler.FitAndPredict(clips[i], 16_000).Audio);
        for (int i = 0; i < clips.Length; i++)
        {
            Measure.AssertSameBits(expected[i], actual[i]);
        }
    }

    private static UpsampleResult Fit(FitMode mode, int length, int threads) =>
        Quick.Fit(mode, Quick.Options with { MaxDegreeOfParallelism = threads }, length);
}
