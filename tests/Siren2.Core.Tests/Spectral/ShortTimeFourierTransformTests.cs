using Siren2.Kernels.Simd;
using Siren2.Spectral;
using Siren2.Tests;

namespace Siren2.Core.Tests.Spectral;

public class ShortTimeFourierTransformTests
{
    private const int Canary = 7;

    public static TheoryData<int> Widths => [.. SimdWidths.All.ToArray().Select(w => (int)w)];

    /// <summary>Sizes of both radices, windows odd and even, hops that divide nothing, signals shorter than a frame.</summary>
    public static TheoryData<int, int, int, int> Shapes => new()
    {
        { 200, 16, 5, 16 },
        { 200, 32, 7, 32 },
        { 333, 64, 16, 33 },
        { 500, 128, 50, 100 },
        { 700, 256, 64, 256 },
        { 900, 512, 50, 240 },
        { 1500, 1024, 120, 600 },
        { 2500, 2048, 240, 1200 },
        { 40, 256, 10, 256 },
        { 2, 32, 3, 32 },
        { 1, 16, 4, 16 },
        { 64, 32, 100, 20 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_is_the_definition_of_the_transform_at_every_width(int length, int size, int hop, int window)
    {
        float[] signal = Noise.Uniform(length, 1);
        (double[] real, double[] imaginary) = DirectStft.Forward(signal, size, hop, window);
        foreach (SimdWidth width in SimdWidths.All)
        {
            var transform = new ShortTimeFourierTransform(length, size, hop, window, WindowKind.Hann, width);
            AssertSpectrum(real, imaginary, transform, signal, $"{width}");
        }
    }

    [Fact]
    public void A_rectangular_window_is_1_over_its_length()
    {
        float[] signal = Noise.Uniform(300, 2);
        (double[] real, double[] imaginary) = DirectStft.Forward(signal, 128, 32, 77, hann: false);
        var transform = new ShortTimeFourierTransform(300, 128, 32, 77, WindowKind.Rectangular);
        AssertSpectrum(real, imaginary, transform, signal, "rectangular");
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_number_of_frames_is_that_of_the_definition(int width)
    {
        for (int frames = 1; frames <= 40; frames++)
        {
            int length = Math.Max(1, (frames - 1) * 8);
            float[] signal = Noise.Uniform(length, frames);
            (double[] real, double[] imaginary) = DirectStft.Forward(signal, 32, 8, 24);
            var transform = new ShortTimeFourierTransform(length, 32, 8, 24, WindowKind.Hann, (SimdWidth)width);
            AssertSpectrum(real, imaginary, transform, signal, $"{frames} frames");
            Assert.Equal(frames, transform.Frames);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Adjoint_is_the_transpose_of_forward(int length, int size, int hop, int window)
    {
        foreach (SimdWidth width in SimdWidths.All)
        {
            var transform = new ShortTimeFourierTransform(length, size, hop, window, WindowKind.Hann, width);
            float[] signal = Noise.Uniform(length, 3);
            float[] real = Noise.Uniform(transform.Frames * transform.Bins, 4);
            float[] imaginary = Noise.Uniform(transform.Frames * transform.Bins, 5);
            (float[] forwardReal, float[] forwardImaginary) = Spectrum(transform, signal);
            float[] adjoint = new float[length];
            transform.Adjoint(real, imaginary, adjoint);

            double left = Noise.Dot(forwardReal, real) + Noise.Dot(forwardImaginary, imaginary);
            double right = Noise.Dot(signal, adjoint);
            double scale = Math.Sqrt(Noise.Dot(signal, signal) * Noise.Dot(adjoint, adjoint));
            Assert.True(Math.Abs(left - right) <= 2e-6 * scale, $"{width}: {left} and {right}, scale {scale}");
        }
    }

    [Theory]
    [InlineData(1000, 64, 16, 64)]
    [InlineData(1000, 128, 50, 100)]
    [InlineData(30, 256, 10, 256)]
    [InlineData(1, 16, 4, 16)]
    [InlineData(5000, 2048, 240, 1200)]
    public void Inverse_of_forward_gives_the_signal_back(int length, int size, int hop, int window)
    {
        foreach (SimdWidth width in SimdWidths.All)
        {
            float[] signal = Noise.Uniform(length, 6);
            var transform = new ShortTimeFourierTransform(length, size, hop, window, WindowKind.Hann, width);
            (float[] real, float[] imaginary) = Spectrum(transform, signal);
            float[] back = new float[length];
            transform.Inverse(real, imaginary, back);
            Fixture.AssertClose(signal, back, 1e-5, $"{width}");
        }
    }

    [Fact]
    public void Inverse_of_any_spectrum_is_the_least_squares_signal()
    {
        // At the minimum the residual is orthogonal to every signal: Adjoint of the residual, over all fft bins, is zero.
        var transform = new ShortTimeFourierTransform(400, 64, 16);
        float[] real = Noise.Uniform(transform.Frames * transform.Bins, 7);
        float[] imaginary = Noise.Uniform(transform.Frames * transform.Bins, 8);
        float[] signal = new float[400];
        transform.Inverse(real, imaginary, signal);
        (float[] fittedReal, float[] fittedImaginary) = Spectrum(transform, signal);
        for (int i = 0; i < real.Length; i++)
        {
            float mirrored = i % transform.Bins is 0 or 32 ? 1 : 2;
            real[i] = mirrored * (real[i] - fittedReal[i]);
            imaginary[i] = mirrored * (imaginary[i] - fittedImaginary[i]);
        }

        float[] slope = new float[400];
        transform.Adjoint(real, imaginary, slope);
        Assert.All(slope, s => Assert.InRange(s, -2e-4f, 2e-4f));
    }

    [Fact]
    public void Inverse_is_zero_where_no_window_reaches()
    {
        float[] signal = Noise.Uniform(320, 9);
        var transform = new ShortTimeFourierTransform(320, 32, 32, 16, WindowKind.Rectangular);
        (float[] real, float[] imaginary) = Spectrum(transform, signal);
        float[] back = new float[320];
        transform.Inverse(real, imaginary, back);
        for (int n = 16; n < back.Length - 16; n++)
        {
            int fromCenter = ((n + 16) % 32) - 16;
            Assert.Equal(fromCenter is >= -8 and < 8 ? signal[n] : 0, back[n], 1e-5f);
        }
    }

    [Fact]
    public void Energy_of_a_frame_is_that_of_its_spectrum()
    {
        // Parseval: Σ|w·x|² = (1/fft)·Σ|X|² over all fft bins. Hop = fft with a rectangular window cuts the signal into pieces.
        float[] signal = Noise.Uniform(128 * 6, 10);
        var transform = new ShortTimeFourierTransform(signal.Length, 128, 128, 128, WindowKind.Rectangular);
        float[] power = new float[transform.Frames * transform.Bins];
        transform.Power(signal, power);
        for (int frame = 1; frame < transform.Frames - 1; frame++)
        {
            ReadOnlySpan<float> row = power.AsSpan(frame * 65, 65);
            double spectral = row[0] + row[64];
            for (int k = 1; k < 64; k++)
            {
                spectral += 2.0 * row[k];
            }

            ReadOnlySpan<float> piece = signal.AsSpan((frame * 128) - 64, 128);
            Assert.Equal(Noise.Dot(piece, piece), spectral / 128, 1e-4);
        }
    }

    [Fact]
    public void Power_is_the_squared_magnitude_of_forward()
    {
        float[] signal = Noise.Uniform(777, 11);
        foreach (SimdWidth width in SimdWidths.All)
        {
            var transform = new ShortTimeFourierTransform(777, 64, 20, 50, WindowKind.Hann, width);
            (float[] real, float[] imaginary) = Spectrum(transform, signal);
            float[] expected = [.. real.Zip(imaginary, (r, i) => (r * r) + (i * i))];
            float[] power = new float[expected.Length];
            transform.Power(signal, power);
            Fixture.AssertClose(expected, power, 1e-6, $"{width}");
        }
    }

    [Fact]
    public void A_pure_tone_on_a_bin_has_the_three_lines_of_the_Hann_window()
    {
        const int Size = 256;
        float[] signal = [.. Enumerable.Range(0, 4000).Select(n => (float)Math.Cos(2 * Math.PI * 20 * n / Size))];
        var transform = new ShortTimeFourierTransform(signal.Length, Size, 64);
        float[] power = new float[transform.Frames * transform.Bins];
        transform.Power(signal, power);
        ReadOnlySpan<float> row = power.AsSpan(30 * transform.Bins, transform.Bins);
        for (int k = 0; k < row.Length; k++)
        {
            double expected = Math.Abs(k - 20) switch { 0 => Size / 4.0, 1 => Size / 8.0, _ => 0 };
            Assert.Equal(expected, Math.Sqrt(row[k]), 1e-3);
        }
    }

    [Fact]
    public void A_frame_does_not_depend_on_the_frames_beside_it()
    {
        float[] quiet = Noise.Uniform(4096, 12);
        float[] loudElsewhere = [.. quiet];
        for (int n = 0; n < 1024; n++)
        {
            loudElsewhere[n] *= 1e6f;
        }

        var transform = new ShortTimeFourierTransform(4096, 512, 128);
        float[] a = Spectrum(transform, quiet).Real;
        float[] b = Spectrum(transform, loudElsewhere).Real;
        int from = transform.Bins * ((1024 + 256) / 128);
        Assert.Equal(a[from..], b[from..]);
        Assert.NotEqual(a[..from], b[..from]);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Nothing_is_written_beside_the_outputs_and_inputs_are_unchanged(int width)
    {
        var transform = new ShortTimeFourierTransform(203, 32, 9, 21, WindowKind.Hann, (SimdWidth)width);
        float[] signal = Noise.Uniform(203, 13);
        float[] copy = [.. signal];
        int count = transform.Frames * transform.Bins;
        float[] real = WithCanaries(count);
        float[] imaginary = WithCanaries(count);
        float[] power = WithCanaries(count);
        transform.Forward(signal, real.AsSpan(Canary, count), imaginary.AsSpan(Canary, count));
        transform.Power(signal, power.AsSpan(Canary, count));
        Assert.Equal(copy, signal);
        AssertCanaries(real);
        AssertCanaries(imaginary);
        AssertCanaries(power);

        float[] realCopy = [.. real];
        float[] back = WithCanaries(203);
        transform.Inverse(real.AsSpan(Canary, count), imaginary.AsSpan(Canary, count), back.AsSpan(Canary, 203));
        AssertCanaries(back);
        transform.Adjoint(real.AsSpan(Canary, count), imaginary.AsSpan(Canary, count), back.AsSpan(Canary, 203));
        AssertCanaries(back);
        Assert.Equal(realCopy, real);
    }

    [Fact]
    public void Nothing_is_allocated_and_what_was_computed_before_leaves_no_trace()
    {
        float[] signal = Noise.Uniform(500, 14);
        var transform = new ShortTimeFourierTransform(500, 64, 16);
        (float[] real, float[] imaginary) = Spectrum(transform, signal);
        float[] power = new float[real.Length];
        float[] back = new float[500];
        float[] again = new float[500];
        transform.Inverse(real, imaginary, back);
        transform.Adjoint(real, imaginary, again);
        transform.Power(signal, power);
        Assert.Equal(0, Allocations.Of(() =>
        {
            transform.Forward(signal, real, imaginary);
            transform.Adjoint(real, imaginary, again);
            transform.Power(signal, power);
            transform.Inverse(real, imaginary, again);
        }));
        Assert.Equal(back, again);
    }

    [Theory]
    [InlineData(0, 64, 16, 64, "signalLength")]
    [InlineData(100, 8, 16, 8, "fftSize")]
    [InlineData(100, 100, 16, 64, "fftSize")]
    [InlineData(100, 131072, 16, 64, "fftSize")]
    [InlineData(100, 64, 0, 64, "hop")]
    [InlineData(100, 64, 16, 0, "windowLength")]
    [InlineData(100, 64, 16, 65, "windowLength")]
    public void Arguments_out_of_range_are_named(int length, int size, int hop, int window, string name) =>
        Assert.Equal(
            name,
            Assert.Throws<ArgumentOutOfRangeException>(() => new ShortTimeFourierTransform(length, size, hop, window)).ParamName);

    [Fact]
    public void Spans_of_a_wrong_length_are_named_with_their_lengths()
    {
        var transform = new ShortTimeFourierTransform(100, 64, 16);
        float[] spectrum = new float[7 * 33];
        ArgumentException error = Assert.Throws<ArgumentException>(() => transform.Forward(new float[99], spectrum, spectrum));
        Assert.Equal("signal", error.ParamName);
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => transform.Inverse(spectrum, new float[230], new float[100]));
        Assert.Equal("imaginary", error.ParamName);
        Assert.Contains("231", error.Message, StringComparison.Ordinal);
    }

    private static (float[] Real, float[] Imaginary) Spectrum(ShortTimeFourierTransform transform, float[] signal)
    {
        float[] real = new float[transform.Frames * transform.Bins];
        float[] imaginary = new float[real.Length];
        transform.Forward(signal, real, imaginary);
        return (real, imaginary);
    }

    private static void AssertSpectrum(
        double[] real, double[] imaginary, ShortTimeFourierTransform transform, float[] signal, string what)
    {
        (float[] actualReal, float[] actualImaginary) = Spectrum(transform, signal);
        float[] expected = Array.ConvertAll([.. real, .. imaginary], v => (float)v);
        Fixture.AssertClose(expected, [.. actualReal, .. actualImaginary], 1e-6, what);
    }

    private static float[] WithCanaries(int length)
    {
        float[] buffer = new float[length + (2 * Canary)];
        Array.Fill(buffer, float.NaN);
        return buffer;
    }

    private static void AssertCanaries(float[] buffer)
    {
        Assert.All(buffer[..Canary], v => Assert.True(float.IsNaN(v)));
        Assert.All(buffer[^Canary..], v => Assert.True(float.IsNaN(v)));
        Assert.All(buffer[Canary..^Canary], v => Assert.True(float.IsFinite(v)));
    }
}
