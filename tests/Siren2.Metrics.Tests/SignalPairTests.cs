using System.Globalization;

namespace Siren2.Metrics.Tests;

/// <summary>What all metrics ask of their two signals, asked of each of them.</summary>
public class SignalPairTests
{
    private delegate double Metric(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate);

    public static TheoryData<string> Names => [.. Metrics.Keys];

    private static Dictionary<string, Metric> Metrics { get; } = new()
    {
        ["PSNR"] = (r, e) => SignalMetrics.Psnr(r, e),
        ["SNR"] = SignalMetrics.Snr,
        ["SI-SDR"] = SignalMetrics.SiSdr,
        ["LSD"] = (r, e) => SpectralMetrics.LogSpectralDistance(r, e),
        ["spectral convergence"] = (r, e) => SpectralMetrics.SpectralConvergence(r, e),
        ["envelope distance"] = (r, e) => EnvelopeMetrics.EnvelopeDistance(r, e),
        ["STOI"] = (r, e) => Intelligibility.Stoi(r, e, 16_000),
        ["ESTOI"] = (r, e) => Intelligibility.ExtendedStoi(r, e, 16_000),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Lengths_that_differ_are_refused_and_both_named(string name)
    {
        Metric metric = Metrics[name];
        ArgumentException exception = Assert.Throws<ArgumentException>("estimate", () => metric(new float[5], new float[7]));
        Assert.Contains("5 samples", exception.Message, StringComparison.Ordinal);
        Assert.Contains("7", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Empty_signals_are_refused(string name) =>
        Assert.Throws<ArgumentException>("reference", () => Metrics[name]([], []));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_that_is_not_finite_is_refused_and_its_index_named(string name)
    {
        float[] sound = Signals.Noise(3000);
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            float[] broken = [.. sound];
            broken[1234] = bad;
            AssertNamed(Assert.Throws<ArgumentException>("estimate", () => Metrics[name](sound, broken)), bad);
            AssertNamed(Assert.Throws<ArgumentException>("reference", () => Metrics[name](broken, sound)), bad);
        }

        static void AssertNamed(ArgumentException exception, float bad) =>
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"Sample 1234 of the {exception.ParamName} is {bad}"),
                exception.Message,
                StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Full_scale_squares_and_huge_samples_give_a_figure(string name)
    {
        float[] square = [.. Enumerable.Range(0, 12_000).Select(i => i / 50 % 2 == 0 ? 1f : -1f)];
        float[] noisy = Signals.Sum(square, Signals.Noise(square.Length));
        Assert.True(double.IsFinite(Metrics[name](square, noisy)));
        Assert.True(double.IsFinite(Metrics[name](Signals.Scaled(square, 1e37f), Signals.Scaled(noisy, 1e37f))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_signals_are_left_as_they_were(string name)
    {
        float[] reference = Signals.Noise(12_000, 0.1, seed: 1);
        float[] estimate = Signals.Noise(12_000, 0.1, seed: 2);
        float[] referenceBefore = [.. reference];
        float[] estimateBefore = [.. estimate];
        _ = Metrics[name](reference, estimate);
        Assert.Equal(referenceBefore, reference);
        Assert.Equal(estimateBefore, estimate);
    }
}
