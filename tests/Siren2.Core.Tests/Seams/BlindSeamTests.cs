using Siren2.Core.Tests.Upsampling;
using Siren2.MissingBand;

namespace Siren2.Core.Tests.Seams;

/// <summary>Level model, budget and texture of a blind fit, replaced one by one; the rest stays the library's own.</summary>
public class BlindSeamTests
{
    private static readonly AudioClip Clip = Clips.Pair(6000).Clip;

    [Fact]
    public void Another_level_model_sets_the_level_of_what_is_filled()
    {
        double[] injected =
        [
            .. new[] { -16f, -12f, -8f }.Select(level => Measure.Injected(Fit(new BlindOptions { LevelModel = new FlatLevels(level) }, detail: 1))),
        ];

        // Four nepers of power more, each time.
        Assert.InRange(injected[1] / injected[0], 0.7 * Math.Exp(4), 1.4 * Math.Exp(4));
        Assert.InRange(injected[2] / injected[1], 0.7 * Math.Exp(4), 1.4 * Math.Exp(4));
    }

    [Fact]
    public void A_level_in_units_of_density_is_that_level_at_any_rate()
    {
        // White noise of density S has the variance S·rate/2; half of the band is filled.
        foreach (int rate in (int[])[12_000, 16_000, 24_000])
        {
            UpsampleResult result = Fit(new BlindOptions { LevelModel = new FlatLevels(-20) }, detail: 1, rate);
            double variance = Measure.Injected(result) / result.Audio.Length;
            Assert.InRange(variance / (Math.Exp(-20) * ((rate / 2.0) - 4000)), 0.6, 1.5);
        }
    }

    [Fact]
    public void Another_budget_caps_what_is_filled()
    {
        UpsampleResult result = Fit(new BlindOptions { LevelModel = new FlatLevels(-16), Budget = new FixedBudget(0.01) }, detail: 1);

        Assert.InRange(Measure.Injected(result), 0.005, 0.0101);
        Assert.Equal(3.0103, result.Report.EstimatedPsnrCost!.Value, 1e-3);
    }

    [Fact]
    public void Another_texture_is_projected_and_lowered_to_the_budget_and_no_network_is_fitted()
    {
        UpsampleResult result = Fit(new BlindOptions { Texture = new AlternatingTexture() }, detail: 0.5);
        Assert.Empty(result.Report.Networks);
        Assert.True(Measure.Injected(result) > 0);
        Measure.AssertSound(Clip, 16_000, result);
        Measure.AssertConsistent(Clip, result.Audio);
        Assert.InRange(result.Report.EstimatedPsnrCost!.Value, 0.01, 1);
    }

    [Fact]
    public void A_texture_is_told_how_many_threads_it_may_use()
    {
        var texture = new AlternatingTexture();
        var options = new UpsamplerOptions { MaxDegreeOfParallelism = 3, Blind = new() { Texture = texture } };
        _ = new Upsampler(options).FitAndPredict(Clip, 16_000);
        Assert.Equal(3, texture.Asked?.MaxDegreeOfParallelism);
        Assert.Throws<ArgumentOutOfRangeException>("MaxDegreeOfParallelism", () => texture.Asked! with { MaxDegreeOfParallelism = 0 });
    }

    [Fact]
    public void A_texture_that_is_no_number_is_refused_by_name() =>
        Assert.Contains(
            "tests.broken", Assert.Throws<InvalidOperationException>(
                () => Fit(new BlindOptions { Texture = new BrokenTexture() }, 1)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1000f)]
    public void Levels_that_are_no_level_are_refused_where_they_are_made(float level) =>
        Assert.Throws<ArgumentException>("mean", () => Fit(new BlindOptions { LevelModel = new FlatLevels(level) }, detail: 1));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-1f)]
    [InlineData(2f)]
    public void A_budget_of_gains_that_are_none_is_refused_where_it_is_made(float gain) =>
        Assert.Throws<ArgumentException>("Gains", () => Fit(new BlindOptions { Budget = new FixedBudget(0.01) { Gains = [1, gain] } }, detail: 1));

    [Fact]
    public void A_budget_without_gains_or_time_or_energy_is_refused_where_it_is_made()
    {
        BudgetPlan plan = new FixedBudget(0.01).Plan(null!);
        Assert.Throws<ArgumentException>("Gains", () => plan with { Gains = [] });
        Assert.Throws<ArgumentOutOfRangeException>("HopSeconds", () => plan with { HopSeconds = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("HopSeconds", () => plan with { HopSeconds = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>("HopSeconds", () => plan with { HopSeconds = 1e-300 });
        Assert.Throws<ArgumentOutOfRangeException>("MissingEnergy", () => plan with { MissingEnergy = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>("LeastMissingEnergy", () => plan with { LeastMissingEnergy = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>("RestoredEnergy", () => plan with { RestoredEnergy = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>("AllowedEnergy", () => plan with { AllowedEnergy = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>("MissingEnergy", () => plan with { MissingEnergy = -1 });
        Assert.Equal(double.PositiveInfinity, (plan with { AllowedEnergy = double.PositiveInfinity }).AllowedEnergy);
    }

    [Theory]
    [InlineData(1e20f, 0.5)]
    [InlineData(1e20f, 1.0)]
    [InlineData(-1.1e10f, 1.0)]
    [InlineData(float.NegativeInfinity, 0.5)]
    public void A_texture_beyond_what_a_clip_may_hold_is_refused_by_sample(float sample, double detail)
    {
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => Fit(new BlindOptions { Texture = new Loud(sample) }, detail));
        Assert.Contains($"The texture source 'tests.loud' gave {sample} at sample 7;", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_that_give_nothing_are_refused_by_name()
    {
        Assert.Contains("tests.nothing", Refusal(new BlindOptions { LevelModel = new Nothing() }), StringComparison.Ordinal);
        Assert.Contains("tests.nothing", Refusal(new BlindOptions { Budget = new Nothing() }), StringComparison.Ordinal);

        static string Refusal(BlindOptions options) => Assert.Throws<InvalidOperationException>(() => Fit(options, detail: 1)).Message;
    }

    [Theory]
    [InlineData("levels")]
    [InlineData("texture")]
    [InlineData("network")]
    public void A_saved_fit_renders_to_the_same_bits_with_the_same_parts_and_is_refused_without(string part)
    {
        BlindOptions blind = part switch
        {
            "levels" => Quick.Options.Blind with { LevelModel = new FlatLevels(-20) },
            "texture" => Quick.Options.Blind with { Texture = new AlternatingTexture() },
            _ => Quick.Options.Blind with { Model = new FreeSamples() },
        };
        UpsamplerOptions options = Quick.Options with { Blind = blind };
        FittedClip fitted = new Upsampler(options).Fit(Clip, 16_000);
        using var stream = new MemoryStream();
        fitted.Save(stream);
        Assert.Equal(stream.Length, fitted.SizeInBytes);
        stream.Position = 0;
        Measure.AssertSameBits(fitted.Render(), FittedClip.Load(stream, options).Render());
        stream.Position = 0;
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => FittedClip.Load(stream));
        Assert.Contains("tests.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_of_the_librarys_own_parts_is_refused_with_others()
    {
        using var stream = new MemoryStream();
        new Upsampler(Quick.Options).Fit(Clip, 16_000).Save(stream);
        stream.Position = 0;
        UpsamplerOptions other = Quick.Options with { Blind = Quick.Options.Blind with { LevelModel = new FlatLevels(-20) } };
        Assert.Contains("tests.flat", Assert.Throws<InvalidDataException>(() => FittedClip.Load(stream, other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_of_bands_of_a_models_own_is_interpolated_between_their_middles()
    {
        float[] baseline = Clips.Samples(8192, 0.1f, 1);
        var target = MissingBandTarget.Estimate(baseline, 4000, 16_000, new FlatLevels(-20));
        double expected = Math.Sqrt(Math.Exp(-20) * 8000 * 768);
        for (int frame = 0; frame < target.Frames; frame++)
        {
            ReadOnlySpan<float> row = target.Magnitudes.Slice(frame * MissingBandTarget.Bins, MissingBandTarget.Bins);
            Assert.True(row[..target.FirstBin].IndexOfAnyExcept(0f) < 0);
            Assert.All(row[target.FirstBin..].ToArray(), magnitude => Assert.Equal(1, magnitude / expected, 1e-3));
        }
    }

    private static UpsampleResult Fit(BlindOptions options, double detail, int rate = 16_000) => new Upsampler(Quick.Options with
    {
        Detail = detail,
        Blind = options with { SegmentLength = 4096, Decoder = Quick.Options.Blind.Decoder, Fit = Quick.Options.Blind.Fit, RefinementIterations = 8 },
    }).FitAndPredict(Clip, rate);

    private sealed class FixedBudget(double energy) : IEnergyBudget
    {
        public float[] Gains { get; init; } = [1f];

        public string Identity => "tests.fixed";

        public BudgetPlan Plan(BudgetRequest request, CancellationToken cancellationToken = default) => new()
        {
            HopSeconds = 1,
            Gains = Gains,
            AllowedEnergy = energy,
            MissingEnergy = energy,
            LeastMissingEnergy = energy,
        };
    }

    private sealed class Nothing : IMissingBandModel, IEnergyBudget
    {
        public string Identity => "tests.nothing";

        public double LowestBandEdge => 0;

        public MissingBandLevels Predict(
            ReadOnlySpan<float> signal, int sampleRate, double bandEdge, double highestFrequency, CancellationToken cancellationToken = default) => null!;

        public BudgetPlan Plan(BudgetRequest request, CancellationToken cancellationToken = default) => null!;
    }

    private sealed class BrokenTexture : ITextureSource
    {
        public string Identity => "tests.broken";

        public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken) =>
            Array.Fill(textures[0], float.NaN);
    }

    private sealed class Loud(float sample) : ITextureSource
    {
        public string Identity => "tests.loud";

        public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken) => textures[0][7] = sample;
    }
}
