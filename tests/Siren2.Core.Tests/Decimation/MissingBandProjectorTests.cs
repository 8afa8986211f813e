using Siren2.Core.Tests.Resampling;
using Siren2.Decimation;
using Siren2.Resampling;
using Siren2.Tests;

namespace Siren2.Core.Tests.Decimation;

public class MissingBandProjectorTests
{
    private const int Edge = 620;

    /// <summary>Rates and input length: within a block, and over several.</summary>
    public static TheoryData<int, int, int> Clips => new()
    {
        { 8_000, 16_000, 2_000 }, { 8_000, 16_000, 4_001 },
        { 44_100, 48_000, 2_940 }, { 44_100, 48_000, 20_000 },
        { 5_512, 22_050, 5_512 }, { 5_512, 22_050, 2_757 },
        { 8_000, 48_000, 1_997 }, { 1, 1_000, 1_500 },
        { 8_000, 16_000, 20_001 }, { 10_000, 15_000, 10_001 },
        { 1, 50, 2_000 },
    };

    [Theory]
    [MemberData(nameof(Clips))]
    public void The_decimated_projection_is_silent(int inputRate, int outputRate, int length)
    {
        MissingBandProjector projector = new(inputRate, outputRate, length);
        float[] signal = Spectrum.Noise(projector.OutputLength, 1);
        float[] input = Inside(Decimate(projector, Project(projector, signal)));
        double decibels = 10 * Math.Log10(Spectrum.Dot(input, input) / length * signal.Length / Spectrum.Dot(signal, signal));
        Assert.True(decibels < -140, $"{decibels:F1} dB");
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void The_decimated_restoration_is_the_input(int inputRate, int outputRate, int length)
    {
        MissingBandProjector projector = new(inputRate, outputRate, length);
        var constant = new float[length];
        Array.Fill(constant, 0.5f);
        foreach (float[] input in (float[][])[Spectrum.Noise(length, 1), constant])
        {
            var restored = new float[projector.OutputLength];
            projector.Restore(Spectrum.Noise(projector.OutputLength, 2), input, restored);
            double decibels = Spectrum.RelativeError(Inside(Decimate(projector, restored)), Inside(input));
            Assert.True(decibels < -140, $"{decibels:F1} dB");
        }
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void Projecting_twice_is_projecting_once(int inputRate, int outputRate, int length)
    {
        MissingBandProjector projector = new(inputRate, outputRate, length);
        float[] once = Project(projector, Spectrum.Noise(projector.OutputLength, 1));
        int edge = (int)((long)Edge * outputRate / inputRate);
        Fixture.AssertClose(once.AsSpan(edge..^edge), Project(projector, once).AsSpan(edge..^edge), 1e-6, "twice");
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void The_projector_is_self_adjoint(int inputRate, int outputRate, int length)
    {
        MissingBandProjector projector = new(inputRate, outputRate, length);
        float[] a = Spectrum.Noise(projector.OutputLength, 1);
        float[] b = Spectrum.Noise(projector.OutputLength, 2);
        double scale = Math.Sqrt(Spectrum.Dot(a, a) * Spectrum.Dot(b, b));
        Assert.Equal(Spectrum.Dot(Project(projector, a), b), Spectrum.Dot(a, Project(projector, b)), 1e-7 * scale);
    }

    /// <summary>Of all signals that decimate to the input, the nearest: the correction is orthogonal to the null space.</summary>
    [Theory]
    [MemberData(nameof(Clips))]
    public void Restoring_changes_nothing_in_the_missing_band(int inputRate, int outputRate, int length)
    {
        MissingBandProjector projector = new(inputRate, outputRate, length);
        float[] signal = Spectrum.Noise(projector.OutputLength, 1);
        var restored = new float[signal.Length];
        projector.Restore(signal, Spectrum.Noise(length, 2), restored);
        int edge = (int)((long)Edge * outputRate / inputRate);
        Fixture.AssertClose(Project(projector, signal).AsSpan(edge..^edge), Project(projector, restored).AsSpan(edge..^edge), 1e-6, "missing band");
    }

    /// <summary>Below the transition it is the ideal decimator, away from the ends, which a circle joins and a line does not.</summary>
    [Theory]
    [InlineData(8_000, 16_000)]
    [InlineData(5_512, 22_048)]
    [InlineData(8_000, 12_000)]
    public void Decimates_as_SciPy_does_below_the_transition(int inputRate, int outputRate)
    {
        const int length = 4_000;
        int outputLength = length * outputRate / inputRate;
        float[] signal = [.. Spectrum.Tone(0.9 * inputRate / outputRate, outputLength).Zip(
            Spectrum.Tone(0.5 * inputRate / outputRate, outputLength), (a, b) => a + b)];
        float[] expected = FourierResampler.Resample(signal, length);
        float[] actual = Decimate(new MissingBandProjector(inputRate, outputRate, length), signal);
        Fixture.AssertClose(expected.AsSpan(1_000..3_000), actual.AsSpan(1_000..3_000), 1e-5, "decimated");
    }

    [Fact]
    public void A_tone_below_the_transition_vanishes_and_one_above_it_stays()
    {
        var projector = new MissingBandProjector(8_000, 16_000, 40_000);
        float[] known = Spectrum.Tone(0.474, 80_000);
        float[] missing = Spectrum.Tone(0.526, 80_000);

        // A tone begins and ends in silence, and that is heard as far as the decimator reaches.
        Range inside = 1_000..79_000;
        float[] projected = Project(projector, known)[inside];
        Assert.True(Spectrum.Dot(projected, projected) < 1e-12 * Spectrum.Dot(known, known));
        Fixture.AssertClose(missing.AsSpan(inside), Project(projector, missing).AsSpan(inside), 1e-6, "missing");
    }

    /// <summary>
    /// Nothing is heard further from a click than the transition's response lasts, not even one at the Nyquist frequency, and there is silence,
    /// not noise.
    /// </summary>
    [Theory]
    [InlineData(8_000, 16_000)]
    [InlineData(8_000, 48_000)]
    [InlineData(22_050, 44_100)]
    [InlineData(32_000, 44_100)]
    public void What_alternates_at_the_Nyquist_frequency_stops_ringing_when_it_stops(int inputRate, int outputRate)
    {
        float[] input = new float[6_000];
        for (int i = 3_000; i < 3_500; i++)
        {
            input[i] = i % 2 == 0 ? 0.5f : -0.5f;
        }

        var projector = new MissingBandProjector(inputRate, outputRate, input.Length);
        float[] restored = new SincResampler(inputRate, outputRate).Resample(input);
        projector.Restore(restored, input, restored);
        int Output(int sample) => (int)((long)sample * outputRate / inputRate);
        Assert.InRange(Peak(restored.AsSpan(..Output(2_760))), 0, 1e-7);
        Assert.InRange(Peak(restored.AsSpan(Output(3_740)..)), 0, 1e-7);
        Assert.InRange(Peak(restored.AsSpan(..Output(2_500))), 0, 1e-12);
        Assert.InRange(Peak(restored.AsSpan(Output(4_000)..)), 0, 1e-12);
    }

    /// <summary>What happens at one end of a clip is not heard at the other.</summary>
    [Theory]
    [InlineData(8_000, 16_000, 3_000)]
    [InlineData(8_000, 48_000, 20_000)]
    [InlineData(44_100, 48_000, 9_000)]
    public void Neither_end_hears_of_the_other(int inputRate, int outputRate, int length)
    {
        var projector = new MissingBandProjector(inputRate, outputRate, length);
        float[] input = Spectrum.Noise(length, 1);
        float[] other = [.. input];
        for (int i = length - 400; i < length; i++)
        {
            other[i] = 1;
        }

        float[] first = Restored(input);
        float[] second = Restored(other);
        int half = first.Length / 2;
        Assert.Equal(first[..half], second[..half]);
        Array.Reverse(input);
        Array.Reverse(other);
        Assert.Equal(Restored(input)[^half..], Restored(other)[^half..]);

        float[] Restored(float[] samples)
        {
            var restored = new float[projector.OutputLength];
            projector.Restore(restored, samples, restored);
            return restored;
        }
    }

    /// <summary>30 s at 48 kHz, and periods that are longer than the decimator reaches.</summary>
    [Theory]
    [InlineData(24_000, 48_000, 720_007)]
    [InlineData(5_512, 22_050, 30_000)]
    public void Long_clips_keep_the_promise_in_blocks(int inputRate, int outputRate, int length)
    {
        var projector = new MissingBandProjector(inputRate, outputRate, length);
        float[] input = Spectrum.Noise(length, 1);
        var restored = new float[projector.OutputLength];
        projector.Restore(restored, input, restored);
        double decibels = Spectrum.RelativeError(Inside(Decimate(projector, restored)), Inside(input));
        Assert.True(decibels < -140, $"{decibels:F1} dB");
    }

    /// <summary>A part of a clip has the band edge of the whole.</summary>
    [Theory]
    [InlineData(8_000, 16_000)]
    [InlineData(44_100, 48_000)]
    public void A_part_is_what_the_whole_is_there(int inputRate, int outputRate)
    {
        float[] input = Spectrum.Noise(14_700, 4);
        float[] whole = Restored(input);
        float[] part = Restored(input[4_410..10_290]);
        int start = (int)(4_410L * outputRate / inputRate);
        int reach = 1_000 * outputRate / inputRate;
        Fixture.AssertClose(whole.AsSpan((start + reach)..(start + part.Length - reach)), part.AsSpan(reach..^reach), 1e-6, "part");

        float[] Restored(float[] samples)
        {
            var projector = new MissingBandProjector(inputRate, outputRate, samples.Length);
            var restored = new float[projector.OutputLength];
            projector.Restore(restored, samples, restored);
            return restored;
        }
    }

    [Fact]
    public void Inputs_are_not_changed_and_a_buffer_may_be_its_own_result()
    {
        var projector = new MissingBandProjector(5_512, 22_050, 5_000);
        float[] signal = Spectrum.Noise(projector.OutputLength, 1);
        float[] input = Spectrum.Noise(5_000, 2);
        float[] signalCopy = [.. signal];
        float[] inputCopy = [.. input];
        var restored = new float[signal.Length];
        projector.Restore(signal, input, restored);
        Assert.Equal(signalCopy, signal);
        Assert.Equal(inputCopy, input);
        projector.Restore(signal, input, signal);
        Assert.Equal(restored, signal);
    }

    [Fact]
    public void A_sample_that_is_not_a_number_spreads_and_does_not_hang()
    {
        var projector = new MissingBandProjector(5_512, 22_050, 5_000);
        float[] signal = Spectrum.Noise(projector.OutputLength, 1);
        signal[7] = float.NaN;
        Assert.True(float.IsNaN(Project(projector, signal)[7]));
    }

    [Theory]
    [InlineData(16_000, 16_000, 10)]
    [InlineData(16_000, 8_000, 10)]
    [InlineData(0, 8_000, 10)]
    [InlineData(8_000, 10_000_000, 10)]
    [InlineData(8_000, 16_000, 0)]
    public void Rates_without_a_missing_band_and_empty_clips_are_refused(int inputRate, int outputRate, int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MissingBandProjector(inputRate, outputRate, length));

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        var projector = new MissingBandProjector(8_000, 16_000, 10);
        Assert.Throws<ArgumentException>(() => projector.Decimate(new float[19], new float[10]));
        Assert.Throws<ArgumentException>(() => projector.Decimate(new float[20], new float[11]));
        Assert.Throws<ArgumentException>(() => projector.Project(new float[20], new float[21]));
        Assert.Throws<ArgumentException>(() => projector.Restore(new float[20], [], new float[20]));
    }

    /// <summary>Where a clip is cut, nothing is promised.</summary>
    private static float[] Inside(float[] input) => input[Edge..^Edge];

    private static double Peak(ReadOnlySpan<float> samples) => Math.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(samples));

    private static float[] Project(MissingBandProjector projector, float[] signal)
    {
        var projected = new float[signal.Length];
        projector.Project(signal, projected);
        return projected;
    }

    private static float[] Decimate(MissingBandProjector projector, float[] output)
    {
        var input = new float[projector.InputLength];
        projector.Decimate(output, input);
        return input;
    }
}
