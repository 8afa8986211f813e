using Siren2.Core.Tests.Spectral;
using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class CopiedTextureTests
{
    private const int Length = 16_000;
    private const int Rate = TextureRequests.Rate;
    private static readonly float[] Source = TextureRequests.Noise(Length);

    [Fact]
    public void Noise_gets_the_density_that_the_model_expects_in_every_band()
    {
        float[] texture = TextureRequests.Synthesize(TextureRequests.Of(Source))[0];
        for (double low = TextureRequests.BandEdge; low < 8000; low += 500)
        {
            double density = BandPower.Mean(texture, Rate, low, low + 500) / 500;
            Assert.InRange(BandPower.Decibels(density / Math.Exp(TextureRequests.Density)), -1, 1);
        }
    }

    [Fact]
    public void Nothing_is_added_well_below_the_band_edge()
    {
        float[] texture = TextureRequests.Synthesize(TextureRequests.Of(Source))[0];
        double above = BandPower.Mean(texture, Rate, 4000, 8000);
        Assert.InRange(BandPower.Decibels(BandPower.Mean(texture, Rate, 0, 3400) / above), -300, -60);
    }

    [Fact]
    public void Levels_are_followed_in_time()
    {
        // 20 dB up for the second half.
        TextureRequest request = TextureRequests.Of(Source) with
        {
            Levels = [TextureRequests.Levels(Length, f => f < 62 ? TextureRequests.Density : TextureRequests.Density + 4.605f)],
        };
        float[] texture = TextureRequests.Synthesize(request)[0];
        double before = BandPower.Mean(texture.AsSpan(0, 7500), Rate, 4000, 8000);
        double after = BandPower.Mean(texture.AsSpan(8500), Rate, 4000, 8000);
        Assert.InRange(BandPower.Decibels(after / before), 19, 21);
    }

    [Theory]
    [InlineData(0f, 12, 100)]
    [InlineData(1f, 0, 8)]
    public void Partials_are_copied_or_smoothed_away_at_the_same_level(float smoothness, double least, double most)
    {
        // Two notes whose partials do not fall on the places of partials, and some noise between.
        float[] chord = [.. Source.Select((noise, i) => (0.003f * noise)
            + (0.1f * MathF.Sin((float)(2 * Math.PI * (1730.0 / Rate * i % 1)))) + (0.1f * MathF.Sin((float)(2 * Math.PI * (2410.0 / Rate * i % 1)))))];
        TextureRequest request = TextureRequests.Of(chord) with { Levels = [TextureRequests.Levels(Length, _ => TextureRequests.Density, smoothness)] };
        float[] texture = TextureRequests.Synthesize(request)[0];
        double density = BandPower.Mean(texture, Rate, 4500, 7500) / 3000;

        // Frames of pure tones that were made noise of cancel each other in part.
        Assert.InRange(BandPower.Decibels(density / Math.Exp(TextureRequests.Density)), -4, 1);
        double[] bands = [.. Enumerable.Range(0, 30).Select(i => BandPower.Decibels(BandPower.Mean(texture, Rate, 4500 + (100 * i), 4600 + (100 * i))))];
        Assert.InRange(bands.Max() - bands.Average(), least, most);
    }

    [Fact]
    public void Equal_channels_stay_equal_to_the_bit_and_inverted_ones_inverted()
    {
        foreach (float smoothness in new[] { 0f, 1f })
        {
            MissingBandLevels levels = TextureRequests.Levels(Length, _ => TextureRequests.Density, smoothness);
            TextureRequest request = TextureRequests.Of(Source, [.. Source], TextureRequests.Times(Source, -1)) with { Levels = [levels, levels, levels] };
            float[][] textures = TextureRequests.Synthesize(request);
            Assert.True(Energy(textures[0]) > 0);
            Assert.Equal(textures[0], textures[1]);
            Assert.Equal(TextureRequests.Times(textures[0], -1), textures[2]);
        }
    }

    [Fact]
    public void A_source_stays_where_it_is_panned()
    {
        float[][] textures = TextureRequests.Synthesize(TextureRequests.Of(TextureRequests.Times(Source, 0.8f), TextureRequests.Times(Source, 0.3f)));
        TextureRequests.AssertSame(TextureRequests.Times(textures[0], 0.3f / 0.8f), textures[1]);
    }

    [Fact]
    public void The_fold_down_to_mono_is_the_texture_of_the_clip_that_was_folded_down()
    {
        float[][] textures = TextureRequests.Synthesize(TextureRequests.Of(TextureRequests.Times(Source, 0.8f), TextureRequests.Times(Source, 0.3f)));
        float[] sum = [.. textures[0].Zip(textures[1], (left, right) => left + right)];

        // A source of power 1 with 0.8² + 0.3² in two channels has (0.8 + 0.3)² in one.
        float level = TextureRequests.Density + (float)Math.Log(2 * 1.21 / 0.73);
        TextureRequest mono = TextureRequests.Of(TextureRequests.Times(Source, 1.1f)) with { Levels = [TextureRequests.Levels(Length, level)] };
        TextureRequests.AssertSame(TextureRequests.Synthesize(mono)[0], sum);
    }

    [Fact]
    public void Sources_that_have_nothing_in_common_add_up_in_power()
    {
        float[][] textures = TextureRequests.Synthesize(TextureRequests.Of(Source, TextureRequests.Noise(Length, seed: 2)));
        double both = Energy(textures[0]) + Energy(textures[1]);
        double correlation = 2 * Noise.Dot(textures[0], textures[1]) / both;
        Assert.InRange(correlation, -0.1, 0.1);
        Assert.InRange(Energy(textures[0]) / both, 0.4, 0.6);
    }

    [Fact]
    public void A_louder_clip_under_levels_as_much_higher_gets_a_texture_as_much_louder()
    {
        float[] texture = TextureRequests.Synthesize(TextureRequests.Of(Source))[0];
        TextureRequest louder = TextureRequests.Of(TextureRequests.Times(Source, 4)) with
        {
            Levels = [TextureRequests.Levels(Length, TextureRequests.Density + (2 * MathF.Log(4)))],
        };
        TextureRequests.AssertSame(TextureRequests.Times(texture, 4), TextureRequests.Synthesize(louder)[0]);
    }

    [Fact]
    public void Silence_gets_silence_whatever_the_model_expects() =>
        Assert.All(TextureRequests.Synthesize(TextureRequests.Of(new float[4000], new float[4000])), texture => Assert.All(texture, sample => Assert.Equal(0, sample)));

    [Fact]
    public void Where_nothing_is_missing_nothing_is_added()
    {
        TextureRequest request = TextureRequests.Of(Source) with { BandEdge = 9000 };
        Assert.All(TextureRequests.Synthesize(request)[0], sample => Assert.Equal(0, sample));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(128)]
    [InlineData(1000)]
    public void The_shortest_clips_get_finite_samples_no_louder_than_is_wanted(int length)
    {
        float[] texture = TextureRequests.Synthesize(TextureRequests.Of(Source[..length]))[0];
        Assert.Equal(-1, texture.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue));

        // Four times the power that the density has over 4.3 kHz: a frame's peaks, and the ends that overlap.
        Assert.InRange(Energy(texture) / length, 0, 4 * 4300 * Math.Exp(TextureRequests.Density));
    }

    [Fact]
    public void The_same_request_gets_the_same_bits_and_the_clip_is_left_alone()
    {
        float[] before = [.. Source];
        Assert.Equal(TextureRequests.Synthesize(TextureRequests.Of(Source))[0], TextureRequests.Synthesize(TextureRequests.Of(Source))[0]);
        Assert.Equal(before, Source);
    }

    [Fact]
    public void A_canceled_request_ends() =>
        Assert.ThrowsAny<OperationCanceledException>(() => TextureRequests.Synthesize(TextureRequests.Of(Source), new CancellationToken(canceled: true)));

    [Fact]
    public void Requests_that_do_not_fit_together_are_refused()
    {
        TextureRequest request = TextureRequests.Of(Source);
        Assert.Throws<ArgumentNullException>("request", () => CopiedTexture.Default.Synthesize(null!, [new float[Length]], default));
        Assert.Throws<ArgumentNullException>("textures", () => CopiedTexture.Default.Synthesize(request, null!, default));
        Assert.Throws<ArgumentException>("textures", () => CopiedTexture.Default.Synthesize(request, [new float[Length], new float[Length]], default));
        Assert.Throws<ArgumentException>("textures", () => CopiedTexture.Default.Synthesize(request, [new float[Length - 1]], default));
        Assert.Throws<ArgumentException>("textures", () => TextureRequests.Synthesize(request with { Levels = [] }));
        Assert.Throws<ArgumentException>("textures", () => CopiedTexture.Default.Synthesize(TextureRequests.Of(), [], default));
        Assert.Throws<ArgumentException>("textures", () => TextureRequests.Synthesize(TextureRequests.Of(Array.Empty<float>())));
    }

    private static double Energy(float[] signal) => Noise.Dot(signal, signal);
}
