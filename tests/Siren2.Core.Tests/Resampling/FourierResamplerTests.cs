using Siren2.Resampling;
using Siren2.Tests;

namespace Siren2.Core.Tests.Resampling;

public class FourierResamplerTests
{
    [Theory]
    [InlineData("input", "fourier_11025")]
    [InlineData("input", "fourier_5512")]
    [InlineData("fourier_5512", "fourier_5512_back")]
    public void Agrees_with_SciPy(string input, string output)
    {
        var file = Fixture.Load("resampling");
        float[] expected = file[output].Data;
        Fixture.AssertClose(expected, FourierResampler.Resample(file[input].Data, expected.Length), 1e-6, output);
    }

    /// <summary>scipy.signal.resample([1, 2, 4, −3], n), which shows what becomes of the bin at the Nyquist frequency.</summary>
    [Theory]
    [InlineData(2, new[] { -0.5f, 2.5f })]
    [InlineData(3, new[] { -0.5f, 3.915_063_51f, -0.415_063_51f })]
    [InlineData(4, new[] { 1f, 2f, 4f, -3f })]
    [InlineData(8, new[] { 1f, 1.707_106_78f, 2f, 3.828_427_12f, 4f, 0.292_893_22f, -3f, -1.828_427_12f })]
    public void Treats_the_Nyquist_bin_as_SciPy_does(int length, float[] expected) =>
        Fixture.AssertClose(expected, FourierResampler.Resample([1, 2, 4, -3], length), 1e-6, "output");

    [Theory]
    [InlineData(100, 330)]
    [InlineData(101, 64)]
    [InlineData(64, 101)]
    public void A_periodic_tone_is_resampled_exactly(int inputLength, int outputLength)
    {
        float[] input = Spectrum.Tone(2.0 * 7 / inputLength, inputLength);
        float[] expected = Spectrum.Tone(2.0 * 7 / outputLength, outputLength);
        Fixture.AssertClose(expected, FourierResampler.Resample(input, outputLength), 1e-6, "tone");
    }

    [Fact]
    public void Refuses_empty_clips_and_lengths()
    {
        Assert.Throws<ArgumentException>(() => FourierResampler.Resample([], 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => FourierResampler.Resample([1f], 0));
    }
}
