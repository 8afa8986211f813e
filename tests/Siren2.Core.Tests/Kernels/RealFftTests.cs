using Siren2.Kernels.Fft;

namespace Siren2.Core.Tests.Kernels;

public class RealFftTests
{
    public static TheoryData<string> Kinds => ["every radix", "mixtures", "powers of two", "Bluestein's convolution"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Agrees_with_the_sum_that_defines_the_transform(string kind) => Assert.All(Lengths(kind), length =>
    {
        double[] samples = Noise(length, 1);
        var fft = new RealFft(length);
        var real = new double[fft.BinCount];
        var imaginary = new double[fft.BinCount];
        fft.Forward(samples, real, imaginary);
        for (int k = 0; k < fft.BinCount; k++)
        {
            (double expectedReal, double expectedImaginary) = Sum(samples, new double[length], k);
            Assert.Equal(expectedReal, real[k], 1e-12 * length);
            Assert.Equal(expectedImaginary, imaginary[k], 1e-12 * length);
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_complex_transform_agrees_with_its_definition(string kind) => Assert.All(Lengths(kind), length =>
    {
        double[] real = Noise(length, 1);
        double[] imaginary = Noise(length, 2);
        double[] transformedReal = [.. real];
        double[] transformedImaginary = [.. imaginary];
        new ComplexFft(length).Forward(transformedReal, transformedImaginary);
        for (int k = 0; k < length; k += 1 + (length / 50))
        {
            (double expectedReal, double expectedImaginary) = Sum(real, imaginary, k);
            Assert.Equal(expectedReal, transformedReal[k], 1e-12 * length);
            Assert.Equal(expectedImaginary, transformedImaginary[k], 1e-12 * length);
        }
    });

    [Theory]
    [InlineData(3)]
    [InlineData(88_200)]
    [InlineData(20_011)]
    [InlineData(40_022)]
    [InlineData(262_144)]
    public void The_inverse_returns_the_samples_and_energy_is_kept(int length)
    {
        double[] samples = Noise(length, 1);
        var fft = new RealFft(length);
        var real = new double[fft.BinCount];
        var imaginary = new double[fft.BinCount];
        fft.Forward(samples, real, imaginary);
        double energy = 0;
        for (int k = 0; k < fft.BinCount; k++)
        {
            int count = k == 0 || 2 * k == length ? 1 : 2;
            energy += count * ((real[k] * real[k]) + (imaginary[k] * imaginary[k])) / length;
        }

        Assert.Equal(samples.Sum(sample => sample * sample), energy, 1e-10 * energy);
        var back = new double[length];
        fft.Inverse(real, imaginary, back);
        for (int t = 0; t < length; t++)
        {
            Assert.Equal(samples[t], back[t], 1e-13);
        }
    }

    [Fact]
    public void A_fast_length_is_the_next_one_with_small_factors()
    {
        Assert.Equal(1, ComplexFft.FastLength(0));
        Assert.Equal(9, ComplexFft.FastLength(9));
        Assert.Equal(12, ComplexFft.FastLength(11));
        Assert.Equal(1 << 20, ComplexFft.FastLength((15 << 16) + 1));
    }

    private static IEnumerable<int> Lengths(string kind) => kind switch
    {
        "every radix" => Enumerable.Range(1, 70),
        "mixtures" => [210, 225, 384, 2756],
        "powers of two" => [128, 256, 1024],

        // A prime factor above 61.
        _ => [97, 106, 134, 1009, 2018],
    };

    private static (double Real, double Imaginary) Sum(double[] real, double[] imaginary, int k)
    {
        double sumReal = 0;
        double sumImaginary = 0;
        for (int t = 0; t < real.Length; t++)
        {
            (double sine, double cosine) = Math.SinCos(-2 * Math.PI * ((long)k * t % real.Length) / real.Length);
            sumReal += (real[t] * cosine) - (imaginary[t] * sine);
            sumImaginary += (real[t] * sine) + (imaginary[t] * cosine);
        }

        return (sumReal, sumImaginary);
    }

    private static double[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextDouble()) - 1)];
    }
}
