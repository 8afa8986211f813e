namespace Siren2.Core.Tests.Upsampling;

/// <summary>Long clips are fitted in segments; nobody should hear where one ends.</summary>
public class LongClipTests
{
    private const int Seconds = 12;

    private static readonly Lazy<UpsampleResult> Blind = new(() => Quick.Upsampler.FitAndPredict(Clips.Noise(Seconds * 8000), 16_000));

    [Fact]
    public void Textures_keep_their_level_across_joins()
    {
        float[] correction = Correction(Blind.Value);
        (double atJoins, double between) = Levels(Blind.Value, correction);
        Assert.InRange(10 * Math.Log10(atJoins / between), -1, 1);
    }

    [Fact]
    public void Joins_do_not_click()
    {
        // The texture of a clip whose spectrum falls steeply is smooth: a jump would show as curvature where an overlap begins, ends or is cut in
        // two.
        float walk = 0;
        float[] noise = Clips.Samples(6000, 0.02f, 1);
        AudioClip clip = Clips.Of(6000, i => walk = (0.98f * walk) + noise[i], 1000);
        UpsampleResult result = new Upsampler(Quick.Options with { Detail = 1 }).FitAndPredict(clip, 16_000);
        float[] correction = Correction(result);
        double[] atJoins =
        [
            .. ((int[])[0, 128, 256]).Select(place =>
                result.Report.Networks.Skip(1).Average(network => Measure.Curvature(correction, network.Start + place - 2, 4))),
        ];
        double elsewhere = Measure.Curvature(correction, 2, correction.Length - 4);
        Assert.InRange(result.Report.Networks.Count, 20, 40);
        Assert.All(atJoins, curvature => Assert.InRange(curvature / elsewhere, 0.2, 3));
    }

    [Fact]
    public void A_long_result_is_sound_and_consistent()
    {
        AudioClip clip = Clips.Noise(Seconds * 8000);
        Measure.AssertSound(clip, 16_000, Blind.Value);
        Measure.AssertConsistent(clip, Blind.Value.Audio);
        Assert.InRange(Blind.Value.Report.Networks.Count, 48, 60);
    }

    [Fact]
    public void A_guided_fit_gains_as_much_where_segments_overlap_as_between()
    {
        // A few tones are learned well by a small network, in every segment.
        AudioClip reference = Clips.Of(40_000, i => 0.1f * (MathF.Sin(i * 2.1f) + MathF.Sin(i * 2.5f) + MathF.Sin(i * 0.3f)), 16_000);
        AudioClip clip = Clips.Decimated(reference, 8000, 20_000);
        UpsampleResult result = new Upsampler(Quick.With(plan => plan with
        {
            Decoder = new() { Width = 64, Depth = 2, UseBaseline = true },
            Fit = new() { StepCount = 50 },
        })).FitAndPredict(clip, reference);
        float[] error = [.. Enumerable.Range(0, 40_000).Select(i => result.Audio.Channel(0)[i] - reference.Channel(0)[i])];
        Assert.InRange(result.Report.GainOverBaseline!.Value, 10, 100);
        (double atJoins, double between) = Levels(result, error);
        Assert.InRange(atJoins, 0, 2 * between);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(7680)]
    [InlineData(7681)]
    public void Segments_cover_a_clip_of_any_length(int length)
    {
        UpsampleResult result = Quick.Upsampler.FitAndPredict(Clips.Noise((length + 1) / 2), 16_000);
        IReadOnlyList<NetworkReport> networks = result.Report.Networks;
        Assert.Equal(0, networks[0].Start);
        Assert.Equal(result.Audio.Length, networks[^1].Start + networks[^1].Length);
        Assert.All(networks.Zip(networks.Skip(1)), pair => Assert.Equal(256, pair.First.Start + pair.First.Length - pair.Second.Start));
        Assert.All(networks, network => Assert.InRange(network.Length, 257, 4096));
    }

    private static float[] Correction(UpsampleResult result) =>
        [.. Enumerable.Range(0, result.Audio.Length).Select(i => result.Audio.Channel(0)[i] - result.Baseline.Channel(0)[i])];

    /// <summary>Mean power of a signal where segments overlap, and as far from there as possible.</summary>
    private static (double AtJoins, double Between) Levels(UpsampleResult result, float[] signal)
    {
        NetworkReport[] later = [.. result.Report.Networks.Skip(1).SkipLast(1)];
        return (later.Average(network => Power(signal, network.Start)), later.Average(network => Power(signal, network.Start + 1400)));
    }

    private static double Power(float[] signal, int start) => signal.Skip(start).Take(256).Average(sample => (double)sample * sample);
}
