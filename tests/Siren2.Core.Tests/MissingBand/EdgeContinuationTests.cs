using System.Numerics.Tensors;
using Siren2.Baseline;
using Siren2.Core.Tests.Spectral;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;
using Siren2.MissingBand;
using Siren2.Resampling;

namespace Siren2.Core.Tests.MissingBand;

public class EdgeContinuationTests
{
    private const int Length = 24_000;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_click_goes_on_across_the_edge_with_the_phase_of_the_truth(float polarity)
    {
        var (baseline, residual) = Split(Clicks(Length, polarity), 8000, 16_000);
        Assert.InRange(Gain(residual, EdgeContinuation.Estimate(baseline, 0.25)), 0.5, 5);
    }

    [Theory]
    [InlineData(5512, 0.03)]
    [InlineData(8000, 0.01)]
    public void Speech_comes_closer_to_its_original_though_nothing_was_fitted_to_it(int inputRate, double least)
    {
        var (baseline, residual) = Split(Clips.Speech.Channel(0).ToArray(), inputRate, Clips.Speech.SampleRate);
        float[] continuation = EdgeContinuation.Estimate(baseline, 0.5 * inputRate / Clips.Speech.SampleRate);
        Assert.InRange(Gain(residual, continuation), least, 1);
    }

    [Fact]
    public void Steady_noise_has_no_events_to_continue_and_loses_next_to_nothing()
    {
        var (baseline, residual) = Split(Noise.Uniform(Length, 1), 8000, 16_000);
        Assert.InRange(Gain(residual, EdgeContinuation.Estimate(baseline, 0.25)), -0.02, 0.02);
    }

    [Fact]
    public void A_steady_tone_below_the_edge_is_left_alone()
    {
        float[] tone = Samples(Length, i => 0.5f * MathF.Sin(0.48f * MathF.PI * i));
        float[] continuation = EdgeContinuation.Estimate(tone, 0.25);
        Assert.InRange(Energy(continuation.AsSpan(2000, Length - 4000)) / Energy(tone), 0, 1e-6);
    }

    [Fact]
    public void The_continuation_grows_with_the_signal()
    {
        var (baseline, _) = Split(Clicks(Length, 1), 8000, 16_000);
        float[] expected = EdgeContinuation.Estimate(baseline, 0.25);
        float[] quiet = EdgeContinuation.Estimate(Samples(Length, i => 0.01f * baseline[i]), 0.25);
        TensorPrimitives.Multiply(quiet, 100, quiet);
        Assert.InRange(TensorPrimitives.Distance<float>(expected, quiet) / TensorPrimitives.Norm<float>(expected), 0, 1e-3);
    }

    [Fact]
    public void It_lies_above_the_edge()
    {
        var (baseline, _) = Split(Clicks(Length, 1), 8000, 16_000);
        float[] continuation = EdgeContinuation.Estimate(baseline, 0.25);
        float[] low = FourierResampler.Resample(continuation, Length / 2);
        Assert.InRange(Energy(low) / Energy(continuation), 0, 1e-3);
    }

    [Fact]
    public void Blocks_join_without_a_seam()
    {
        const int Block = 1 << 16;
        var (baseline, _) = Split(Clicks(200_000, 1), 8000, 16_000);
        float[] whole = EdgeContinuation.Estimate(baseline, 0.25);
        float[] blocks = EdgeContinuation.Estimate(baseline, 0.25, Block);
        for (int start = 0; start + 4096 <= whole.Length; start += 4096)
        {
            double difference = TensorPrimitives.Distance<float>(whole.AsSpan(start, 4096), blocks.AsSpan(start, 4096));
            Assert.InRange(difference, 0, 0.05 * TensorPrimitives.Norm<float>(whole));
        }
    }

    /// <summary>A step of the gain anywhere in the spectrum would ring on at that frequency, falling as 1/t.</summary>
    [Theory]
    [InlineData(8_000, 16_000, false)]
    [InlineData(8_000, 16_000, true)]
    [InlineData(22_050, 44_100, true)]
    [InlineData(16_000, 48_000, true)]
    [InlineData(44_100, 48_000, true)]
    public void Silence_stays_silent_from_a_tenth_of_a_second_away_from_any_sound(int inputRate, int outputRate, bool isAtNyquist)
    {
        float[] low = new float[2 * inputRate];
        float[] noise = Noise.Uniform(inputRate / 10, 5);
        for (int i = 0; i < noise.Length; i++)
        {
            low[inputRate + i] = isAtNyquist ? 0.5f * (1 - (2 * (i % 2))) : 0.5f * noise[i];
        }

        float[] baseline = SincBaseline.Compute(new AudioClip(inputRate, low), outputRate).Channel(0).ToArray();
        float[] continuation = EdgeContinuation.Estimate(baseline, 0.5 * inputRate / outputRate);
        Assert.InRange(TensorPrimitives.MaxMagnitude<float>(continuation), -0.5f, 0.5f);
        Assert.InRange(PeakOf(continuation.AsSpan(0, outputRate * 9 / 10)), 0, 1e-5);
        Assert.InRange(PeakOf(continuation.AsSpan(outputRate * 12 / 10)), 0, 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(700)]
    public void A_short_clip_gets_finite_samples_and_silence_stays_silent(int length)
    {
        float[] loud = EdgeContinuation.Estimate(Samples(length, i => i % 2 == 0 ? 1 : -0.5f), 0.2);
        Assert.Equal(length, loud.Length);
        Assert.Equal(-1, loud.AsSpan().IndexOfAnyExceptInRange(-2, 2));
        Assert.All(EdgeContinuation.Estimate(new float[length], 0.2), sample => Assert.Equal(0, sample));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.001)]
    public void Where_nothing_is_missing_or_nothing_known_there_is_nothing_to_add(double bandEnd) =>
        Assert.All(EdgeContinuation.Estimate(Clicks(3000, 1), bandEnd), sample => Assert.Equal(0, sample));

    /// <summary>Parts a signal into what its low-rate version determines, and the rest.</summary>
    private static (float[] Baseline, float[] Residual) Split(float[] signal, int inputRate, int outputRate)
    {
        var projector = new MissingBandProjector(inputRate, outputRate, (int)((long)signal.Length * inputRate / outputRate));
        float[] residual = signal[..Math.Min(signal.Length, projector.OutputLength)];
        Array.Resize(ref residual, projector.OutputLength);
        float[] baseline = [.. residual];
        projector.Project(residual, residual);
        TensorPrimitives.Subtract(baseline, residual, baseline);
        return (baseline, residual);
    }

    /// <summary>Decaying ringing at irregular instants.</summary>
    private static float[] Clicks(int length, float polarity)
    {
        var random = new Random(3);
        float[] samples = new float[length];
        for (int start = 500; start < length; start += 700 + random.Next(900))
        {
            float level = polarity * (0.2f + (0.5f * random.NextSingle()));
            for (int i = 0; i < 24 && start + i < length; i++)
            {
                samples[start + i] += level * MathF.Exp(-i / 2f) * MathF.Cos(1.3f * i);
            }
        }

        return samples;
    }

    private static float[] Samples(int length, Func<int, float> sample) => [.. Enumerable.Range(0, length).Select(sample)];

    private static double PeakOf(ReadOnlySpan<float> samples) => Math.Abs(TensorPrimitives.MaxMagnitude(samples));

    private static double Energy(ReadOnlySpan<float> samples) => TensorPrimitives.SumOfSquares(samples);

    /// <summary>By how much the continuation lowers the error, in dB.</summary>
    private static double Gain(float[] residual, float[] continuation)
    {
        double distance = TensorPrimitives.Distance<float>(residual, continuation);
        return 10 * Math.Log10(Energy(residual) / (distance * distance));
    }
}
