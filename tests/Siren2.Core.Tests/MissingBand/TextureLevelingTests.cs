using Siren2.Core.Tests.Spectral;
using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class TextureLevelingTests
{
    private const int Length = 16_000;
    private const int Rate = TextureRequests.Rate;
    private static readonly TextureRequest Request = TextureRequests.Of(TextureRequests.Noise(Length));

    /// <summary>White noise, whose upper half is what a network may have made.</summary>
    private static readonly float[] Made = Signals.Noise(Length, 0.3, 7);

    [Fact]
    public void A_texture_gets_the_density_that_the_model_expects_in_every_band_and_nothing_well_below()
    {
        float[] texture = [.. Made];
        TextureLeveling.Apply(Request, [texture]);
        for (double low = TextureRequests.BandEdge; low < 8000; low += 500)
        {
            double density = BandPower.Mean(texture, Rate, low, low + 500) / 500;
            Assert.InRange(BandPower.Decibels(density / Math.Exp(TextureRequests.Density)), -1, 1);
        }

        double above = BandPower.Mean(texture, Rate, 4000, 8000);
        Assert.InRange(BandPower.Decibels(BandPower.Mean(texture, Rate, 0, 3400) / above), -300, -60);
    }

    [Fact]
    public void What_has_the_level_already_is_left_as_it_is()
    {
        float[] once = [.. Made];
        TextureLeveling.Apply(Request, [once]);
        float[] twice = [.. once];
        TextureLeveling.Apply(Request, [twice]);
        float[] difference = [.. once.Zip(twice, (a, b) => a - b)];
        Assert.InRange(BandPower.Decibels(BandPower.Mean(difference, Rate, 4200, 8000) / BandPower.Mean(once, Rate, 4200, 8000)), -300, -10);
    }

    [Fact]
    public void Channels_get_the_same_gains()
    {
        TextureRequest request = TextureRequests.Of(TextureRequests.Noise(Length), TextureRequests.Noise(Length));
        float[] left = [.. Made];
        float[] right = TextureRequests.Times(Made, 0.25f);
        TextureLeveling.Apply(request, [left, right]);
        TextureRequests.AssertSame(TextureRequests.Times(left, 0.25f), right);
    }

    [Fact]
    public void Nothing_comes_of_nothing_and_a_canceled_one_is_left_alone()
    {
        float[] nothing = new float[Length];
        TextureLeveling.Apply(Request, [nothing]);
        Assert.False(nothing.AsSpan().ContainsAnyExcept(0f));
        float[] texture = [.. Made];
        Assert.Throws<OperationCanceledException>(() => TextureLeveling.Apply(Request, [texture], new CancellationToken(canceled: true)));
        Assert.Equal(Made, texture);
        Assert.Throws<ArgumentException>("textures", () => TextureLeveling.Apply(Request, [new float[7]]));
    }
}
