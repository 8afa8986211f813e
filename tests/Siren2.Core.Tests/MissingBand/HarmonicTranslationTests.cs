using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class HarmonicTranslationTests
{
    private const int Rate = TextureRequests.Rate;
    private const double End = 0.93 * TextureRequests.BandEdge;
    private const double Usual = 0.85 * End;

    [Theory]
    [InlineData(110)]
    [InlineData(187.3)]
    [InlineData(220)]
    [InlineData(441.7)]
    public void The_distance_of_a_sawtooth_is_a_multiple_of_its_fundamental_within_a_hertz(double fundamental)
    {
        HarmonicTranslation translation = Find(Sawtooth(fundamental));
        for (int sample = 2000; sample < 14_000; sample += 500)
        {
            double partials = translation.At(sample) / fundamental;
            Assert.InRange(fundamental * (partials - Math.Round(partials)), -1, 1);
            Assert.InRange(translation.At(sample), 0.55 * End, End);
        }
    }

    [Fact]
    public void Silence_is_translated_by_the_usual_distance()
    {
        HarmonicTranslation translation = Find(new float[16_000]);
        Assert.All(Enumerable.Range(0, 160), i => Assert.Equal(Usual, translation.At(100 * i)));
    }

    [Fact]
    public void Noise_is_translated_by_about_as_much_as_anything_else()
    {
        // A bin is 15.6 Hz wide, and the distance may be one off.
        HarmonicTranslation translation = Find(TextureRequests.Noise(16_000));
        Assert.All(Enumerable.Range(0, 160), i => Assert.InRange(translation.At(100 * i), (0.6 * End) - 32, (0.95 * End) + 16));
    }

    [Fact]
    public void The_distance_does_not_depend_on_the_level()
    {
        float[] signal = Sawtooth(220);
        HarmonicTranslation loud = Find(signal);
        HarmonicTranslation quiet = Find(TextureRequests.Times(signal, 1e-3f));
        Assert.All(Enumerable.Range(0, 160), i => Assert.Equal(loud.At(100 * i), quiet.At(100 * i), 0.01));
    }

    [Fact]
    public void Before_the_first_frame_and_after_the_last_the_distance_is_theirs()
    {
        HarmonicTranslation translation = Find(Sawtooth(220));
        Assert.Equal(translation.At(0), translation.At(-1000));
        Assert.Equal(translation.At(1e6), translation.At(2e6));
    }

    [Fact]
    public void A_canceled_search_ends() =>
        Assert.ThrowsAny<OperationCanceledException>(() => HarmonicTranslation.Find([new float[1000]], Rate, End, Usual, new CancellationToken(canceled: true)));

    private static HarmonicTranslation Find(float[] signal) => HarmonicTranslation.Find([signal], Rate, End, Usual, default);

    private static float[] Sawtooth(double fundamental) => Upsampling.ArtifactSignals.Sawtooth(16_000, Rate, fundamental, TextureRequests.BandEdge);
}
