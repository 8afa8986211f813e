using Siren2.Core.Tests.Resampling;
using Siren2.Decimation;
using Siren2.Resampling;
using Siren2.Tests;

namespace Siren2.Core.Tests.Decimation;

public class MissingBandProjectorTests
{
    /// <summary>Rates, input length, and where set the lengths beyond which a clip is cut into blocks.</summary>
    public static TheoryData<int, int, int, int> Clips => new()
    {
        { 8_000, 16_000, 1, 0 }, { 8_000, 16_000, 2, 0 }, { 8_000, 16_000, 10, 0 }, { 8_000, 16_000, 4_001, 0 },
        { 44_100, 48_000, 1, 0 }, { 44_100, 48_000, 10, 0 }, { 44_100, 48_000, 1_470, 0 }, { 44_100, 48_000, 20_000, 0 },
        { 5_512, 22_050, 1, 0 }, { 5_512, 22_050, 2, 0 }, { 5_512, 22_050, 5_512, 0 }, { 5_512, 22_050, 2_757, 0 },
        { 8_000, 48_000, 997, 0 }, { 997, 1_000, 100, 0 }, { 1, 1_000, 3, 0 },
        { 8_000, 16_000, 20_001, 8_192 }, { 44_100, 48_000, 20_000, 8_192 }, { 10_000, 15_000, 10_001, 4_096 },
        { 1, 50, 400, 2_048 },
    };

    [Theory]
    [MemberData(nameof(Clips))]
    public void The_decimated_projection_is_silent(int inputRate, int outputRate, int length, int block)
    {
        MissingBandProjector projector = Create(inputRate, outputRate, length, block);
        float[] signal = Spectrum.Noise(projector.OutputLength, 1);
        float[] input = Decimate(projector, Project(projector, signal));
        double decibels = 10 * Math.Log10(Spectrum.Dot(input, input) / length * signal.Length / Spectrum.Dot(signal, signal));
        Assert.True(decibels < -140, $"{decibels:F1} dB");
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void The_decimated_restoration_is_the_input(int inputRate, int outputRate, int length, int block)
    {
        MissingBandProjector projector = Create(inputRate, outputRate, length, block);
        var constant = new float[length];
        Array.Fill(constant, 0.5f);
        foreach (float[] input in (float[][])[Spectrum.Noise(length, 1), constant])
        {
            var restored = new float[projector.OutputLength];
            projector.Restore(Spectrum.Noise(projector.OutputLength, 2), input, restored);
            double decibels = Spectrum.RelativeError(Decimate(projector, restored), input);
            Assert.True(decibels < -140, $"{decibels:F1} dB");
        }
    }

    [Theory]
    [InlineData(8_000, 16_000, 4_000, 0)]
    [InlineData(8_000, 16_000, 4_001, 0)]
    [InlineData(5_512, 22_050, 2_757, 0)]
    [InlineData(44_100, 48_000, 1_470, 0)]
    [InlineData(44_100, 48_000, 2_000, 0)]
    [InlineData(8_000, 16_000, 200_001, 65_536)]
    public void Decimators_that_roll_off_or_alias_keep_both_promises(int inputRate, int outputRate, int length, int block)
    {
        foreach (AntiAliasingFilter filter in (AntiAliasingFilter[])[AntiAliasingFilter.Sox, AntiAliasingFilter.FFmpeg, new(1, 0.03)])
        {
            MissingBandProjector projector = block == 0
                ? new MissingBandProjector(inputRate, outputRate, length, filter)
                : new MissingBandProjector(inputRate, outputRate, length, filter, new BlockSizes(block, block));
            float[] noise = Spectrum.Noise(projector.OutputLength, 1);
            float[] silent = Decimate(projector, Project(projector, noise));
            double decibels = 10 * Math.Log10(Spectrum.Dot(silent, silent) / length * noise.Length / Spectrum.Dot(noise, noise));
            Assert.True(decibels < -110, $"projection: {decibels:F1} dB");

            // What the decimator could have given: almost nothing in its stopband.
            float[] input = Spectrum.Noise(length, 3);
            new ZeroPhaseFilter(length, f => double.Hypot(filter.Gain(2 * f), filter.Gain(2 - (2 * f)))).Apply(input, input);
            var restored = new float[projector.OutputLength];
            projector.Restore(noise, input, restored);
            double error = Spectrum.RelativeError(Decimate(projector, restored), input);
            Assert.True(error < -98, $"restoration: {error:F1} dB");
        }
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void Projecting_twice_is_projecting_once(int inputRate, int outputRate, int length, int block)
    {
        MissingBandProjector projector = Create(inputRate, outputRate, length, block);
        float[] once = Project(projector, Spectrum.Noise(projector.OutputLength, 1));
        Fixture.AssertClose(once, Project(projector, once), 1e-6, "twice");
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void The_projector_is_self_adjoint(int inputRate, int outputRate, int length, int block)
    {
        MissingBandProjector projector = Create(inputRate, outputRate, length, block);
        float[] a = Spectrum.Noise(projector.OutputLength, 1);
        float[] b = Spectrum.Noise(projector.OutputLength, 2);
        double scale = Math.Sqrt(Spectrum.Dot(a, a) * Spectrum.Dot(b, b));
        Assert.Equal(Spectrum.Dot(Project(projector, a), b), Spectrum.Dot(a, Project(projector, b)), 1e-7 * scale);
    }

    /// <summary>Of all signals that decimate to the input, the nearest: the correction is orthogonal to the null space.</summary>
    [Theory]
    [MemberData(nameof(Clips))]
    public void Restoring_changes_nothing_in_the_missing_band(int inputRate, int outputRate, int length, int block)
    {
        MissingBandProjector projector = Create(inputRate, outputRate, length, block);
        float[] signal = Spectrum.Noise(projector.OutputLength, 1);
        var restored = new float[signal.Length];
        projector.Restore(signal, Spectrum.Noise(length, 2), restored);
        Fixture.AssertClose(Project(projector, signal), Project(projector, restored), 1e-6, "missing band");
    }

    [Theory]
    [InlineData(8_000, 16_000, 1_000, 2_000)]
    [InlineData(8_000, 16_000, 1_001, 2_002)]
    [InlineData(5_512, 22_050, 5_512, 22_050)]
    public void Decimates_as_SciPy_does_where_the_periods_are_whole(int inputRate, int outputRate, int length, int outputLength)
    {
        var projector = new MissingBandProjector(inputRate, outputRate, length);
        float[] signal = Spectrum.Noise(outputLength, 1);
        Fixture.AssertClose(FourierResampler.Resample(signal, length), Decimate(projector, signal), 1e-6, "decimated");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16_384)]
    public void A_tone_of_the_known_band_vanishes_and_one_of_the_missing_band_stays(int block)
    {
        MissingBandProjector projector = Create(8_000, 16_000, 40_000, block);
        float[] known = Spectrum.Tone(0.49, 80_000);
        float[] missing = Spectrum.Tone(0.51, 80_000);

        // Where blocks are, the tone begins and ends in silence, and that is heard as far as they overlap.
        Range inside = (block / 4)..(80_000 - (block / 4));
        float[] projected = Project(projector, known)[inside];
        Assert.True(Spectrum.Dot(projected, projected) < 1e-12 * Spectrum.Dot(known, known));
        Fixture.AssertClose(missing[inside], Project(projector, missing)[inside], 1e-6, "missing");
    }

    /// <summary>30 s at 48 kHz in the blocks that hour-long clips are cut into, and periods so long that a block holds eight.</summary>
    [Theory]
    [InlineData(24_000, 48_000, 720_007, 1 << 19)]
    [InlineData(5_512, 22_050, 30_000, 1 << 12)]
    public void Long_clips_keep_the_promise_in_blocks(int inputRate, int outputRate, int length, int block)
    {
        MissingBandProjector projector = Create(inputRate, outputRate, length, block);
        float[] input = Spectrum.Noise(length, 1);
        var restored = new float[projector.OutputLength];
        projector.Restore(restored, input, restored);
        double decibels = Spectrum.RelativeError(Decimate(projector, restored), input);
        Assert.True(decibels < -140, $"{decibels:F1} dB");
    }

    /// <summary>Blocks differ from the whole only in the edge at the Nyquist frequency: a clip without energy there comes out
    /// alike.</summary>
    [Theory]
    [InlineData(8_000, 16_000, 20_001)]
    [InlineData(44_100, 48_000, 20_000)]
    public void Blocks_and_whole_agree_away_from_the_edge_of_the_band(int inputRate, int outputRate, int length)
    {
        MissingBandProjector whole = Create(inputRate, outputRate, length, 0);
        MissingBandProjector blocks = Create(inputRate, outputRate, length, 8_192);
        float[] low = Spectrum.Tone(0.95, length);
        for (int i = 0; i < length; i++)
        {
            // Fades in and out, so that its ends do not spread it over the band.
            double fade = Math.Sin(Math.PI * (i + 0.5) / length);
            low[i] *= (float)Math.Pow(fade, 4);
        }

        float[] fromWhole = new float[whole.OutputLength];
        float[] fromBlocks = new float[whole.OutputLength];
        whole.Restore(fromWhole, low, fromWhole);
        blocks.Restore(fromBlocks, low, fromBlocks);
        Fixture.AssertClose(fromWhole, fromBlocks, 1e-6, "restored");
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

    private static MissingBandProjector Create(int inputRate, int outputRate, int length, int block) => block == 0
        ? new MissingBandProjector(inputRate, outputRate, length)
        : new MissingBandProjector(inputRate, outputRate, length, null, new BlockSizes(block, block));

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
